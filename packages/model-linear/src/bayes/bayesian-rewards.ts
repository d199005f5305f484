import type {
  Allocator, Component, Dataset, Decision, Discrete, ExtrasOf, LearnerNeed, MadeFor, Mdp, ModelFaces, ModelLearner, Outcome, Problem,
  Random, StateTree, TransitionBatch,
} from "@worldwise/protocol";
import { defineModelLearner, heap } from "@worldwise/protocol";
import { newTransitions } from "../new-transitions.ts";
import { packageName } from "../package-name.ts";
import type { RewardBelief } from "./reward-belief.ts";

/** What `bayesianRewards` can wrap: a learner of a finite world that has a mean and can draw worlds. */
export interface PosteriorLearner<State extends StateTree = StateTree, N extends LearnerNeed = LearnerNeed>
  extends MadeFor<Discrete, Discrete>, Component<"model-learner", N> {
  /** Its state. */
  init(random: Random, allocator?: Allocator): State;
  /** Learns from the data. */
  update(
    state: State, data: Dataset<Discrete, Discrete, ExtrasOf<N>>, decision: Decision<N, Discrete, Discrete>, random: Random,
  ): Outcome | undefined;
  /** Its faces, among them these. */
  model(state: State): Pick<ModelFaces<Discrete, Discrete>, "mdp" | "posterior">;
  /** For the harness. */
  metrics?(state: State): Readonly<Record<string, number>>;
}

/** What `bayesianRewards` remembers. */
export type BayesianRewardsState<Inner extends StateTree, Belief extends StateTree> = {
  /** Of the learner of transitions. */
  inner: Inner;
  /** Of the belief about rewards. */
  belief: Belief;
  /** The data set's clock at the last update. */
  seen: number;
  /** `[N·M]` Posterior mean rewards. */
  reward: Float64Array;
  /** `[N·M]` Rewards of the world that was drawn last; the prior mean until one is. */
  drawnReward: Float64Array;
};

/** A learner whose posterior draws rewards from another belief. */
export type BayesianRewards<Inner extends StateTree, Belief extends StateTree, N extends LearnerNeed> =
  ModelLearner<Discrete, Discrete, BayesianRewardsState<Inner, Belief>, N, "mdp" | "posterior">;

/**
 * Transitions from one posterior, rewards from another: for posterior sampling (PSRL) where the variance of rewards is not known,
 * or where states with similar features are paid alike.
 *
 *   P ~ the posterior of the learner inside,   r ~ the belief: `normalGammaRewards`, `linearRewards`, or one of your own
 *
 * The face `mdp` has the mean of both; `posterior.draw` draws the transitions first, then the rewards. Rewards that depend on the
 * outcome, where the learner inside has them, are not passed on. Rewards that are not finite are passed over, and `update` returns
 * "non-finite".
 *
 * @param learner - such as `dirichlet(problem)` of model-tabular; its needs become those of this one
 */
export function bayesianRewards<Inner extends StateTree, Belief extends StateTree, N extends LearnerNeed>(
  problem: Problem<Discrete, Discrete>, learner: PosteriorLearner<Inner, N>, belief: RewardBelief<Belief>,
): BayesianRewards<Inner, Belief, N> {
  const rowCount = problem.observation.count * problem.action.count;
  const readNew = newTransitions(problem);
  const learn = (state: BayesianRewardsState<Inner, Belief>, one: TransitionBatch<Discrete, Discrete>): boolean =>
    belief.observe(state.belief, one.observation[0]! * problem.action.count + one.action[0]!, one.reward[0]!);
  const { name, needs } = learner["~worldwise"];
  return defineModelLearner({
    name: `bayesianRewards(${name}, ${belief.name})`, package: packageName, spaces: problem, needs, provides: ["mdp", "posterior"],
    init(random, allocator = heap): BayesianRewardsState<Inner, Belief> {
      const state = {
        inner: learner.init(random, allocator), belief: belief.init(allocator), seen: 0,
        reward: allocator("float64", rowCount), drawnReward: allocator("float64", rowCount),
      };
      belief.mean(state.belief, state.reward);
      state.drawnReward.set(state.reward);
      return state;
    },
    update(state, data, decision, random) {
      const outcome = learner.update(state.inner, data, decision, random);
      const ownOutcome = readNew(state, data, learn);
      belief.mean(state.belief, state.reward);
      return outcome ?? ownOutcome;
    },
    model(state) {
      const inner = learner.model(state.inner);
      const posterior = {
        mdp: withReward(inner.posterior.mdp, state.drawnReward),
        draw(random: Random) {
          inner.posterior.draw(random);
          belief.draw(state.belief, random, state.drawnReward);
        },
      };
      return { mdp: withReward(inner.mdp, state.reward), posterior };
    },
    metrics: ({ inner }) => learner.metrics?.(inner) ?? {},
  });
}

/** The same rows, paid otherwise. */
function withReward({ successorReward: _, ...rows }: Mdp, reward: Float64Array): Mdp {
  return { ...rows, reward };
}
