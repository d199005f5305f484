import type {
  Agent, AgentRecipe, DecisionKey, ExtraName, ModelFace, PlannerGift, PlannerNeed, Policy, RandomKey, Space, StateTree,
} from "@worldwise/protocol";
import { allocate, check, defineAgent, loadTree, saveTree, WorldwiseError } from "@worldwise/protocol";
import { assemble } from "./assembly.ts";
import { checkCount, checkProbability } from "./check-parts.ts";
import { hallucination } from "./hallucination.ts";
import type { LearnerAndPlanner, Offered, WorldFace } from "./parts.ts";
import { uniformPolicy } from "./uniform-policy.ts";

/** What can be chosen for `hallucinatedDagger`. */
export interface HallucinatedDaggerOptions<O extends Space = Space, A extends Space = Space> {
  /** H: the model is trained up to so many steps deep in its own rollouts. 0 is DAgger. By default 14, for planners of depth 15. */
  readonly maxDepth?: number;
  /** Depth h is used from batch h · hDelay on, when the model is good enough at h − 1; 0: from the start. By default 10. */
  readonly hDelay?: number;
  /** Rollouts of a batch, after which the model learns; by default 100. */
  readonly rolloutsPerBatch?: number;
  /** Probability that the world is led to a state, and once there that the first action is taken, by the explorer; by default ½. */
  readonly explore?: number;
  /** By `anywhere` the next state is sought where the last rollout stopped; by `episode` only after the world was reset. */
  readonly restart?: "anywhere" | "episode";
  /** The policy that explores; uniformly random by default. */
  readonly explorer?: Policy<O, A>;
  /** ρ, blind to what happens: the policy of the rollouts. Uniformly random by default. */
  readonly rolloutPolicy?: Policy<O, A>;
}

/** Parts and options of hallucinated replay. */
export interface HallucinatedDaggerParts<
  O extends Space, A extends Space, LS extends StateTree, PS extends StateTree,
  LN extends DecisionKey | ExtraName, LF extends ModelFace, PN extends PlannerNeed, PD extends PlannerGift, W extends WorldFace,
> extends LearnerAndPlanner<O, A, LS, PS, LN, LF, PN, PD, W>, HallucinatedDaggerOptions<O, A> {}

type Options = Required<Omit<HallucinatedDaggerOptions, "explorer" | "rolloutPolicy">>;
const defaults: Options = { maxDepth: 14, hDelay: 10, rolloutsPerBatch: 100, explore: 0.5, restart: "anywhere" };

/**
 * Hallucinated DAgger: the model is trained in the states that its own rollouts reach, against what really happens there.
 *
 *   k ~ Geometric(1 − γ) steps by the planner's policy or the explorer's;   z_0 = s_0 = the state reached
 *   for j = 0 … h:   s_j+1, r ~ world(s_j, a_j);   learn from (z_j, a_j) → (s_j+1, r);   z_j+1 ~ P̂(·|z_j, a_j);   a_j+1 ~ ρ
 *
 * The world and the model walk in lockstep, under the same actions. A model that cannot be right everywhere so learns to be right,
 * or at least harmless, where planning will take it: E[1 − P̂(s_t|z_t−1, a_t−1)] is the probability that the rollout has left the
 * truth, and bounds the error of its return. That holds for deterministic worlds; where the world is random, z_j and s_j part
 * for other reasons than errors, and the pairs teach the mean instead of the dynamics.
 *
 * h = min(maxDepth, ⌊batches / hDelay⌋). With `maxDepth` 0 this is DAgger: one real transition of every state reached. Only pairs
 * are learned from, not the way to them. Rollouts stop where an episode ends, really or in the model. The metric
 * `hallucinatedMismatch` is the share of imagined next observations in the last batch that were not the real ones.
 * Known failure: while the rollouts of one step are still mostly wrong, pairs from deep ones teach a small class noise, which makes
 * its rollouts worse still. Then `hDelay` is too small; the metric stays near 1.
 * Throws the text of `explain` unless the parts fit, on learners without `dynamics`, and on planners that record columns.
 *
 * Source: Talvitie (2014), hallucinated replay; Talvitie (2017), H-DAgger-MC, algorithm 1. Differs: one model for all depths, as
 * in the released experiment, not one for each; the world is not reset for every state unless `restart` is `episode` and
 * episodes are short; with no `encode`, the model's states are taken to be observations.
 */
export function hallucinatedDagger<
  O extends Space, A extends Space, LS extends StateTree, PS extends StateTree, LF extends ModelFace,
  PD extends PlannerGift, LN extends Extract<PD, DecisionKey | ExtraName>, PN extends Offered<LF, PD, W>, W extends WorldFace = never,
>(parts: HallucinatedDaggerParts<O, A, LS, PS, LN, LF, PN, PD, W>): AgentRecipe<O, A> {
  const { learner, planner, problem, world } = parts;
  checkOptions({ ...defaults, ...parts });
  check({ learner, planner }, { given: ["data", ...Object.keys(world ?? {})], spaces: problem });
  const { name, provides } = learner["~worldwise"];
  const faces: readonly string[] = provides;
  if (!faces.includes("dynamics")) throw new WorldwiseError("parts-do-not-fit",
    { expected: "a learner that provides dynamics", got: `${name}, which provides ${faces.join(", ")}`, todo: "roll out what can be stepped" });
  return defineAgent({
    name: "hallucinated-dagger", package: "@worldwise/agents", spaces: problem,
    start: (key, lanes) => startHallucinating(parts, key, lanes),
  });
}

function checkOptions({ maxDepth, hDelay, rolloutsPerBatch, explore, restart }: Options): void {
  checkCount("maxDepth", maxDepth, 0);
  checkCount("hDelay", hDelay, 0);
  checkCount("rolloutsPerBatch", rolloutsPerBatch, 1);
  checkProbability("explore", explore);
  const choices: readonly string[] = ["anywhere", "episode"];
  if (choices.includes(restart)) return;
  throw new WorldwiseError("bad-options", { expected: "restart: anywhere or episode", got: restart, todo: "choose one of them" });
}

function startHallucinating<
  O extends Space, A extends Space, LS extends StateTree, PS extends StateTree,
  LN extends DecisionKey | ExtraName, LF extends ModelFace, PN extends PlannerNeed, PD extends PlannerGift, W extends WorldFace,
>(parts: HallucinatedDaggerParts<O, A, LS, PS, LN, LF, PN, PD, W>, key: RandomKey, lanes: number): Agent<O, A> {
  const { problem, explorer = uniformPolicy(problem.action), rolloutPolicy = uniformPolicy(problem.action) } = parts;
  const options: Options = { ...defaults, ...parts };
  const assembly = assemble(parts, { key, lanes, dataLanes: 1 });
  const { policy, acting, decision, model } = assembly;
  refuseRecords(policy.records);
  const [exploring, planned] = [assembly.streams.hand("exploration", lanes), allocate(problem.action, lanes)];
  const [explored, blind] = [allocate(problem.action, lanes), allocate(problem.action, lanes)];
  const inStep = hallucination(problem, assembly, options);
  const actionOf = (lane: number): typeof planned => {
    const { depth, explores } = inStep.state;
    if (depth[lane]! > 0) return blind;
    return explores[lane] === 1 ? explored : planned;
  };
  const state: StateTree = { ...assembly.state, hallucination: inStep.state, streams: assembly.streams.state };
  return {
    lanes, decision, model,
    begin: (lane) => policy.begin?.(lane),
    act(observation, outAction, mode = "explore") {
      if (mode === "evaluate") {
        policy.act(observation, acting, outAction, mode);
        return;
      }
      explorer.act(observation, exploring, explored);
      rolloutPolicy.act(observation, exploring, blind);
      if (inStep.wantsPlan()) policy.act(observation, acting, planned, mode);
      copyLanes(problem.action.size, outAction, actionOf, lanes);
    },
    observe: (batch) => { inStep.observe(batch); },
    save: () => saveTree(state),
    load: (saved) => { loadTree(state, saved); },
    metrics: () => ({ ...assembly.metrics(), ...inStep.metrics() }),
  };
}

function copyLanes(
  size: number, out: { [index: number]: number }, from: (lane: number) => ArrayLike<number>, lanes: number,
): void {
  for (let b = 0; b < lanes; b++) {
    const source = from(b);
    for (let i = b * size; i < (b + 1) * size; i++) out[i] = source[i]!;
  }
}

function refuseRecords(records: object | undefined): void {
  const names = Object.keys(records ?? {});
  if (names.length === 0) return;
  throw new WorldwiseError("parts-do-not-fit", {
    expected: "a planner whose policy records no columns: imagined states have none", got: names.join(", "), todo: "choose another planner",
  });
}
