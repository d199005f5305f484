/** A third party's words: said once by declaration merging, checked like all the others. */
import type { AgentRecipe, Discrete, Mdp, ModelLearner, Planner, Space, StateTree } from "../index.ts";
import { defineModelLearner } from "../index.ts";
import { batchModelBased } from "./support/compositions.test-d.ts";
import { finite } from "./support/problems.test-d.ts";

declare module "@worldwise/protocol" {
  /* eslint-disable @typescript-eslint/no-unused-vars -- parameters repeat the declaration that is merged with */
  interface DecisionContext<O extends Space = Space, A extends Space = Space> {
    /** `[N, M, K]` Quantiles of the return. */
    "acme.quantiles": Float64Array;
  }
  interface ModelFaces<O extends Space = Space, A extends Space = Space> {
    /** Which states are told apart. */
    "acme.abstraction": Int32Array;
  }
  /* eslint-enable @typescript-eslint/no-unused-vars */
  interface TransitionExtras {
    /** `[B]` */
    "acme.surprise": Float64Array;
  }
}

type Word = "acme.quantiles";
type Face = "acme.abstraction";
type Column = "extras.acme.surprise";
declare const quantileIteration: Planner<Discrete, Discrete, StateTree, "mdp" | Face, Word | Column>;
declare const ordinary: Planner<Discrete, Discrete, StateTree, "mdp", "valueTable">;
declare const counting: ModelLearner<Discrete, Discrete, StateTree, never, "mdp">;

declare const emptyMdp: Mdp;
declare const judge: (value: unknown) => undefined;

const distributional: ModelLearner<Discrete, Discrete, null, Word | Column, "mdp" | Face> = defineModelLearner({
  name: "distributional", package: "acme@1.0.0",
  needs: ["acme.quantiles", "extras.acme.surprise"], provides: ["mdp", "acme.abstraction"],
  init: () => null,
  update(_state, data, decision) {
    const surprise: Float64Array = decision["acme.quantiles"].slice(0, data.size);
    data.gather(new Int32Array(1), {
      size: 0, imagined: false, observation: new Int32Array(1), action: new Int32Array(1), reward: new Float64Array(1),
      nextObservation: new Int32Array(1), discount: new Float64Array(1), last: new Uint8Array(1),
      extras: { "acme.surprise": surprise },
    });
    // @ts-expect-error an old word that was not asked for is not handed over
    return judge(decision.valueTable);
  },
  model: () => ({ mdp: emptyMdp, "acme.abstraction": new Int32Array(finite.observation.count) }),
});

export const agent: AgentRecipe<Discrete, Discrete> =
  batchModelBased({ problem: finite, learner: distributional, planner: quantileIteration, stepsPerRound: 100 });

// @ts-expect-error nobody tells the quantiles
batchModelBased({ problem: finite, learner: distributional, planner: ordinary, stepsPerRound: 100 });
// @ts-expect-error nobody gives the abstraction
batchModelBased({ problem: finite, learner: counting, planner: quantileIteration, stepsPerRound: 100 });
// @ts-expect-error a word that nobody declared is not a name
export type Misspelled = ModelLearner<Discrete, Discrete, null, "acme.quantile", "mdp">;
