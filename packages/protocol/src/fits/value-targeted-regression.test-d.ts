/**
 * UCRL-VTR: the learner keeps a set of plausible models and regresses on the planner's values; the planner is optimistic over the
 * set. PSRL: it draws one.
 */
import type { AgentRecipe, Discrete, ModelLearner, Planner, PlannerGift, StateTree } from "../index.ts";
import { defineModelLearner, definePlanner, transitionBatch } from "../index.ts";
import { dyna } from "./support/compositions.test-d.ts";
import type { Finite } from "./support/models.test-d.ts";
import { counts } from "./support/models.test-d.ts";
import { valueIteration } from "./support/planners.test-d.ts";
import { finite } from "./support/problems.test-d.ts";

/** P = Σ_j θ_j P_j, seen through a value: X_j = (P_j V)(x,a). */
interface LinearMixture {
  readonly dimension: number;
  features(row: number, value: Float64Array, outX: Float64Array): void;
}
declare const addOuterProduct: (x: Float64Array, outMatrix: Float64Array) => void;
/** max over ‖θ − θ̂‖_M ≤ radius of Xᵀθ. */
declare const supportFunction: (x: Float64Array, state: RegressionState, radius: number) => number;

type RegressionState = { gram: Float64Array; target: Float64Array; seen: number; stage: number };

/** M += X Xᵀ, w += V(x') X, with V of the next stage and X its features. Ayoub et al. (2020). */
function valueTargetedRegression(
  { observation, action }: Finite, mixture: LinearMixture, radius: number,
): ModelLearner<Discrete, Discrete, RegressionState, "stageValues", "optimism"> {
  const { dimension } = mixture;
  const states = observation.count;
  const [index, one, x] = [new Int32Array(1), transitionBatch({ observation, action }, 1), new Float64Array(dimension)];
  return defineModelLearner({
    name: "value-targeted-regression", needs: ["stageValues"], provides: ["optimism"],
    init: () => ({ gram: new Float64Array(dimension * dimension), target: new Float64Array(dimension), seen: 0, stage: 0 }),
    update(state, data, { stageValues }) {
      for (; state.seen < data.added; state.seen++) {
        index[0] = data.size - (data.added - state.seen);
        data.gather(index, one);
        const value = stageValues.subarray((state.stage + 1) * states, (state.stage + 2) * states);
        mixture.features(one.observation[0]! * action.count + one.action[0]!, value, x);
        addOuterProduct(x, state.gram);
        for (let j = 0; j < dimension; j++) state.target[j] = state.target[j]! + value[one.nextObservation[0]!]! * x[j]!;
        state.stage = one.last[0] === 1 ? 0 : state.stage + 1;
      }
    },
    model: (state) => ({
      optimism: {
        backup(value, outActionValue) {
          for (let row = 0; row < outActionValue.length; row++) {
            mixture.features(row, value, x);
            outActionValue[row] = supportFunction(x, state, radius);
          }
        },
      },
    }),
  });
}

type StageState = { readonly stages: Float64Array; stage: number };

/** Backward induction in the most favorable plausible world; its stage values are the learner's regression targets. */
function optimisticInduction(
  { observation, action }: Finite, horizon: number,
): Planner<Discrete, Discrete, StageState, "optimism", "stageValues"> {
  const states = observation.count;
  const actionValue = new Float64Array(states * action.count);
  return definePlanner({
    name: "optimistic-induction", needs: ["optimism"], provides: ["stageValues"],
    init: () => ({ stages: new Float64Array((horizon + 1) * states), stage: 0 }),
    plan({ stages }, { optimism }) {
      for (let h = horizon - 1; h >= 0; h--) {
        optimism.backup(stages.subarray((h + 1) * states, (h + 2) * states), actionValue);
        for (let s = 0; s < states; s++) {
          stages[h * states + s] = Math.max(...actionValue.subarray(s * action.count, (s + 1) * action.count));
        }
      }
      return undefined;
    },
    policy: (state) => ({
      begin() { state.stage = 0; },
      act(_observation, _random, outAction) { outAction.fill(0); state.stage++; },
    }),
    decision: ({ stages }) => ({ stageValues: stages }),
  });
}

/** Thompson sampling as a wrapper: draw a world, plan in it as if it were the true one. */
const posteriorSampling = <S extends StateTree, P extends PlannerGift>(
  inner: Planner<Discrete, Discrete, S, "mdp", P>,
): Planner<Discrete, Discrete, S, "posterior", P> =>
  definePlanner({
    ...inner, name: `posterior-sampling(${inner["~worldwise"].name})`, needs: ["posterior"],
    provides: inner["~worldwise"].provides,
    plan(state, { posterior }, random) {
      posterior.draw(random);
      return inner.plan?.(state, posterior, random);
    },
    policy: (state, { posterior }, streams) => inner.policy(state, posterior, streams),
  });

declare const mixture: LinearMixture;
declare const dirichlet: ModelLearner<Discrete, Discrete, StateTree, never, "posterior" | "mdp">;
const regression = valueTargetedRegression(finite, mixture, 1);

export const ucrlVtr: AgentRecipe<Discrete, Discrete> =
  dyna({ problem: finite, learner: regression, planner: optimisticInduction(finite, 20) });
export const psrl: AgentRecipe<Discrete, Discrete> =
  dyna({ problem: finite, learner: dirichlet, planner: posteriorSampling(valueIteration(finite)) });

// @ts-expect-error one posterior draw is not a set to be optimistic over
dyna({ problem: finite, learner: dirichlet, planner: optimisticInduction(finite, 20) });
// @ts-expect-error a planner without stages cannot tell stage values
dyna({ problem: finite, learner: regression, planner: valueIteration(finite) });
// @ts-expect-error counts have no posterior to draw from
dyna({ problem: finite, learner: counts(finite), planner: posteriorSampling(valueIteration(finite)) });
