import type {
  Allocator, Component, Decision, Discrete, ExtrasOf, MadeFor, Model, Outcome, Planner, PlannerGift, Plugin, Policy, Random, StateTree, Streams,
  TransitionBatch,
} from "@worldwise/protocol";
import { definePlanner, definePlugin, isComponent, optionSchema, part, WorldwiseError } from "@worldwise/protocol";
import type { TabularProblem } from "./tabular-problem.ts";
import { checkTabular, packageName } from "./tabular-problem.ts";

/** What `posteriorSampling` can wrap: a planner that solves explicit models. */
export interface MdpPlanner<State extends StateTree = StateTree, P extends PlannerGift = PlannerGift>
  extends MadeFor<Discrete, Discrete>, Component<"planner", "mdp", P> {
  /** Its state. */
  init(random: Random, allocator?: Allocator): State;
  /** Solves a model. */
  plan?(state: State, model: Model<"mdp", Discrete, Discrete>, random: Random): Outcome | undefined;
  /** Learns from transitions, where it does. */
  learn?(state: State, batch: TransitionBatch<Discrete, Discrete>, random: Random): Outcome | undefined;
  /** π. */
  policy(state: State, model: Model<"mdp", Discrete, Discrete>, streams: Streams): Policy<Discrete, Discrete, ExtrasOf<P>>;
  /** What it can tell. */
  decision(state: State): Decision<P, Discrete, Discrete>;
  /** For the harness. */
  metrics?(state: State): Readonly<Record<string, number>>;
}

/** What posterior sampling remembers. */
export type PosteriorSamplingState<Inner extends StateTree> = {
  /** Of the planner inside. */
  inner: Inner;
  /** 1 where a new world is due: before the first plan, and after the end of an episode. */
  due: number;
  /** Worlds drawn so far. */
  drawCount: number;
};

/** A planner that lives for one episode in a world that it has drawn. */
export type PosteriorSampling<Inner extends StateTree, P extends PlannerGift> =
  Planner<Discrete, Discrete, PosteriorSamplingState<Inner>, "posterior", P>;

/**
 * Posterior sampling (PSRL): draws one plausible world for each episode, and plans as if it were the true one.
 *
 *   before each episode: P̃, r̃ ~ posterior;   π ← plan(P̃, r̃)
 *
 * `plan` draws once before anything else, and once after the end of an episode in any lane; between them it does nothing, and
 * the policy stays. A world is explored because it might be better, not for the sake of exploring: the planner inside should
 * explore little (`explore: 0`). Throws `bad-options` unless the planner inside plans ahead.
 *
 * @param planner - such as `valueIteration(problem)`
 *
 * Source: Strens (2000), A Bayesian framework for reinforcement learning; Osband, Russo and Van Roy (2013), (More) efficient
 * reinforcement learning via posterior sampling, algorithm 1.
 */
export function posteriorSampling<Inner extends StateTree, P extends PlannerGift>(
  planner: MdpPlanner<Inner, P>,
): PosteriorSampling<Inner, P> {
  const { name, provides, spaces } = planner["~worldwise"];
  const { plan, learn, metrics } = planner;
  if (!plan) {
    throw new WorldwiseError("bad-options", {
      expected: "planner: one that plans ahead", got: name, todo: "wrap a planner such as valueIteration",
    }, { option: "planner" });
  }
  return definePlanner({
    name: `posterior-sampling(${name})`, package: packageName, needs: ["posterior"], provides, ...(spaces && { spaces }),
    init: (random, allocator): PosteriorSamplingState<Inner> => ({ inner: planner.init(random, allocator), due: 1, drawCount: 0 }),
    learn(state, batch, random) {
      for (let b = 0; b < batch.size; b++) if (!batch.imagined && batch.last[b] === 1) state.due = 1;
      return learn?.(state.inner, batch, random);
    },
    plan(state, { posterior }, random) {
      if (state.due === 0) return undefined;
      state.due = 0;
      state.drawCount++;
      posterior.draw(random);
      return plan(state.inner, posterior, random);
    },
    policy: (state, { posterior }, streams) => planner.policy(state.inner, posterior, streams),
    decision: (state) => planner.decision(state.inner),
    metrics: (state) => ({ ...metrics?.(state.inner), draws: state.drawCount }),
  });
}

/** What experiment files say of `posteriorSampling`: the planner inside is a part. */
export interface PosteriorSamplingPluginOptions {
  /** Made for the same problem; needs mdp, and nothing else. */
  readonly planner: MdpPlanner;
}

const isMdpPlanner = (value: unknown): value is MdpPlanner =>
  isComponent(value, "planner") && value["~worldwise"].needs.every((need) => need === "mdp");

/** {@link posteriorSampling} by name. */
export const posteriorSamplingPlugin: Plugin<
  "planner", PosteriorSamplingPluginOptions, TabularProblem, PosteriorSampling<StateTree, PlannerGift>
> = definePlugin({
  role: "planner", name: "posteriorSampling", about: "PSRL: plans in one plausible world for each episode",
  options: optionSchema({
    planner: part("planner", { description: "what plans in the worlds that are drawn", default: "planner-tabular/valueIteration" }, isMdpPlanner),
  }),
  create({ planner }: PosteriorSamplingPluginOptions, problem: TabularProblem) {
    checkTabular(problem);
    return posteriorSampling(planner);
  },
});
