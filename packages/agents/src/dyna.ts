import type {
  Agent, AgentRecipe, DecisionContext, DecisionKey, ExtraName, ModelFace, ModelFaces, PlannerGift, PlannerNeed, RandomKey,
  SearchControl, SearchNeed, SearchView, Space, StateTree,
} from "@worldwise/protocol";
import { check, defineAgent } from "@worldwise/protocol";
import type { Arena } from "@worldwise/math";
import { assemble } from "./assembly.ts";
import type { Assembly } from "./assembly.ts";
import { checkCount } from "./check-parts.ts";
import { fusedPlanning } from "./fused-planning.ts";
import { imagination } from "./imagination.ts";
import { liveRecord } from "./live-record.ts";
import { measuredArena } from "./measured-arena.ts";
import type { LearnerAndPlanner, Offered, WorldFace } from "./parts.ts";
import { runningAgent } from "./running-agent.ts";

/** Parts and schedule of Dyna. */
export interface DynaParts<
  O extends Space, A extends Space, LS extends StateTree, PS extends StateTree, SS extends StateTree,
  LN extends DecisionKey | ExtraName, LF extends ModelFace, PN extends PlannerNeed, PD extends PlannerGift,
  SN extends SearchNeed, W extends WorldFace,
> extends LearnerAndPlanner<O, A, LS, PS, LN, LF, PN, PD, W> {
  readonly searchControl: SearchControl<NoInfer<O>, NoInfer<A>, SS, SN>;
  /** Imagined transitions for each real one, for planners that learn from transitions. */
  readonly planningSteps: number;
  /** The model learns after every so many observations; 1 by default. */
  readonly modelEvery?: number;
  /** Planners that plan ahead do so after every so many observations; 1 by default. */
  readonly planEvery?: number;
  /** By default one kernel call where the parts allow it; `never` is the plain composition. The numbers are the same. */
  readonly fused?: "auto" | "never";
}

/**
 * Dyna: learns a model, and plans with it between real steps.
 *
 *   each step:            model ← learn(data);   Q ← learn(x, a, r, x')
 *   planningSteps times:  x̃, ã ~ ν̃;   x̃', r̃ ~ P̂, R̂;   Q ← learn(x̃, ã, r̃, x̃')
 *
 * Planners that plan ahead (value iteration, prioritized sweeping) are called instead of, or beside, the imagined transitions.
 * Throws the text of `explain` unless the parts fit. Source: Sutton (1990); the lecture's general and finite Dyna.
 */
export function dyna<
  O extends Space, A extends Space, LS extends StateTree, PS extends StateTree, SS extends StateTree,
  LF extends ModelFace, PD extends PlannerGift, LN extends Extract<PD, DecisionKey | ExtraName>, PN extends Offered<LF, PD, W>,
  SN extends LF | Extract<PD, DecisionKey>, W extends WorldFace = never,
>(parts: DynaParts<O, A, LS, PS, SS, LN, LF, PN, PD, SN, W>): AgentRecipe<O, A> {
  const { learner, planner, searchControl, problem, world, planningSteps } = parts;
  checkCount("planningSteps", planningSteps, 0);
  checkCount("modelEvery", parts.modelEvery ?? 1, 1);
  checkCount("planEvery", parts.planEvery ?? 1, 1);
  check({ learner, planner, searchControl }, { given: ["data", ...Object.keys(world ?? {})], spaces: problem });
  return defineAgent({
    name: "dyna", package: "@worldwise/agents", spaces: problem, start: (key, lanes) => startDyna(parts, key, lanes),
  });
}

function startDyna<
  O extends Space, A extends Space, LS extends StateTree, PS extends StateTree, SS extends StateTree,
  LN extends DecisionKey | ExtraName, LF extends ModelFace, PN extends PlannerNeed, PD extends PlannerGift,
  SN extends SearchNeed, W extends WorldFace,
>(parts: DynaParts<O, A, LS, PS, SS, LN, LF, PN, PD, SN, W>, key: RandomKey, lanes: number): Agent<O, A> {
  const { searchControl, modelEvery = 1, planEvery = 1, fused = "auto" } = parts;
  const arena = fused === "auto" && lanes === 1 && promisesFusion(parts)
    ? measuredArena((allocator) => [assemble(parts, { key, lanes, allocator }), searchControl.init(allocator)]) : undefined;
  const assembly = assemble(parts, { key, lanes, ...(arena && { allocator: arena.allocate }) });
  const searching = searchControl.init(arena?.allocate);
  const { model, decision, data, policy } = assembly;
  const view = liveRecord(model, decision, { data, policy }) as SearchView<SN, O, A>; // SN ⊂ both: the signature of `dyna`
  const planFromTransitions = planning(parts, assembly, searching, view, arena);
  const schedule = { observed: 0, search: searching };
  return runningAgent(assembly, parts.problem, {
    state: schedule,
    afterObserving(batch) {
      schedule.observed++;
      if (schedule.observed % modelEvery === 0) assembly.updateModel();
      assembly.learn?.(batch);
      searchControl.observe(searching, batch, view);
      planFromTransitions();
      if (schedule.observed % planEvery === 0) assembly.plan?.();
    },
  });
}

interface Promising {
  readonly learner: Marked;
  readonly planner: Marked;
  readonly searchControl: { readonly triedPairs?: unknown };
}
interface Marked { readonly "~worldwise": { readonly provides: readonly string[] } }

/** Whether it is worth keeping the tables in an arena. */
function promisesFusion({ learner, planner, searchControl }: Promising): boolean {
  const { provides } = learner["~worldwise"];
  const tables = provides.includes("outcomeTable") || provides.includes("sampledRows");
  return tables && planner["~worldwise"].provides.includes("maxBackupTable") && searchControl.triedPairs !== undefined;
}

/** All planning from imagined transitions that follows one observation. */
function planning<O extends Space, A extends Space, SS extends StateTree, SN extends SearchNeed>(
  { searchControl, planningSteps, problem }: PlanningParts<O, A, SS, SN>,
  assembly: Assembly<O, A>, searching: SS, view: SearchView<SN, O, A>, arena: Arena | undefined,
): () => void {
  const { learn, lanes, planning: random } = assembly;
  const { dynamics }: Partial<ModelFaces<O, A>> & Partial<DecisionContext<O, A>> = assembly.model;
  if (!learn || planningSteps === 0 || !dynamics) return () => undefined;
  const pairs = searchControl.triedPairs?.(searching);
  const kernel = arena && fusedPlanning(assembly, pairs, problem.discount, arena);
  if (kernel && pairs) return () => { if (pairs.count() > 0) kernel.planQLearning(planningSteps); };
  const imagine = imagination(dynamics, (streams, outObservation, outAction) => (
    searchControl.draw(searching, view, streams, outObservation, outAction)), lanes);
  return () => {
    for (let step = 0; step < planningSteps; step++) {
      const batch = imagine(random);
      if (!batch) return;
      learn(batch);
    }
  };
}

type PlanningParts<O extends Space, A extends Space, SS extends StateTree, SN extends SearchNeed> = {
  readonly searchControl: SearchControl<O, A, SS, SN>;
  readonly planningSteps: number;
  readonly problem: { readonly discount: number };
};
