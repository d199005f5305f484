/** OS-VI, OS-Dyna and MoCo: planners that read the learned model and the truth, exactly (`trueMdp`) or by samples (`data`). */
import type { AgentRecipe, Discrete, Mdp, ModelFace, Planner } from "../index.ts";
import { addFace, definePlanner, transitionBatch } from "../index.ts";
import { batchModelBased, dyna } from "./support/compositions.test-d.ts";
import type { Finite } from "./support/models.test-d.ts";
import { counts } from "./support/models.test-d.ts";
import type { TableState } from "./support/planners.test-d.ts";
import { valueIteration } from "./support/planners.test-d.ts";
import { finite } from "./support/problems.test-d.ts";

declare const expectedValue: (mdp: Mdp, row: number, value: Float64Array) => number;

/** V ← V* of P̂ with rewards r + γ (P − P̂) V. Rakhsha et al. (2022). */
const operatorSplitting = (problem: Finite): Planner<Discrete, Discrete, TableState, "mdp" | "trueMdp", "valueTable"> => {
  const inner = valueIteration(problem);
  return definePlanner({
    ...inner, name: "operator-splitting", needs: ["mdp", "trueMdp"], provides: ["valueTable"],
    plan(state, { mdp, trueMdp }, random) {
      const reward = trueMdp.reward.map((r, row) =>
        r + mdp.discount * (expectedValue(trueMdp, row, state.value) - expectedValue(mdp, row, state.value)));
      return inner.plan?.(state, { mdp: { ...mdp, reward } }, random);
    },
  });
};

type SampledState = TableState & { readonly corrected: Float64Array; seen: number };

/** r̄(x,a) += α (r + γ V(x') − γ E_P̂ V − r̄(x,a)), over what is new in the data; then V ← V* of (r̄, P̂). */
const sampledSplitting = (
  problem: Finite, stepSize: number,
): Planner<Discrete, Discrete, SampledState, "mdp" | "data", "valueTable"> => {
  const inner = valueIteration(problem);
  const [index, one] = [new Int32Array(1), transitionBatch(problem, 1)];
  // The state is wider than the inner planner's: it must be said, because it cannot be inferred.
  return definePlanner<Discrete, Discrete, SampledState, "mdp" | "data", "valueTable">({
    ...inner, name: "sampled-splitting", needs: ["mdp", "data"], provides: ["valueTable"],
    init: (random, allocator) => ({
      ...inner.init(random, allocator), corrected: new Float64Array(problem.observation.count * problem.action.count), seen: 0,
    }),
    plan(state, { mdp, data }, random) {
      for (; state.seen < data.added; state.seen++) {
        index[0] = data.size - (data.added - state.seen);
        data.gather(index, one);
        const row = one.observation[0]! * problem.action.count + one.action[0]!;
        const sampled = one.reward[0]! + one.discount[0]! * state.value[one.nextObservation[0]!]!;
        const target = sampled - mdp.discount * expectedValue(mdp, row, state.value);
        state.corrected[row] = state.corrected[row]! + stepSize * (target - state.corrected[row]!);
      }
      return inner.plan?.(state, { mdp: { ...mdp, reward: state.corrected } }, random);
    },
    learn: () => undefined,
  });
};

declare const truth: Mdp;
const learner = counts(finite);

export const operatorSplittingAgent: AgentRecipe<Discrete, Discrete> =
  batchModelBased({
    problem: finite, learner, planner: operatorSplitting(finite), world: { trueMdp: truth }, stepsPerRound: 1000,
  });

// @ts-expect-error nobody gives the true MDP
batchModelBased({ problem: finite, learner, planner: operatorSplitting(finite), stepsPerRound: 1000 });

export const sampledAgent: AgentRecipe<Discrete, Discrete> =
  dyna({ problem: finite, learner, planner: sampledSplitting(finite, 0.1) });

/** MoCo asks for the truth at a few functions: ψ_i = (P φ_i)(x,a). The same two faces, either way. */
declare const modelCorrection: <Truth extends "trueMdp" | "data">(problem: Finite, truth: Truth) =>
  Planner<Discrete, Discrete, TableState, "mdp" | Truth, "valueTable">;
export const moCo: AgentRecipe<Discrete, Discrete> =
  batchModelBased({
    problem: finite, learner, planner: modelCorrection(finite, "trueMdp"), world: { trueMdp: truth }, stepsPerRound: 1000,
  });
export const moCoDyna: AgentRecipe<Discrete, Discrete> =
  dyna({ problem: finite, learner, planner: modelCorrection(finite, "data") });
// @ts-expect-error nobody gives the true MDP
dyna({ problem: finite, learner, planner: modelCorrection(finite, "trueMdp") });

/** Outside of a composition, the truth joins the faces by hand. */
export function planOnce(state: TableState, learned: { readonly mdp: Mdp }): void {
  const random = { uniform: () => 0, normal: () => 0, integer: () => 0 };
  operatorSplitting(finite).plan?.(state, addFace(learned, "trueMdp", truth), random);
  // @ts-expect-error the learned model alone is not enough
  operatorSplitting(finite).plan?.(state, learned, random);
}
export const faces: readonly ModelFace[] = ["mdp", "trueMdp", "data"];
