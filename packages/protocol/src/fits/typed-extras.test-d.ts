/** Further columns of the data are capabilities too: what a learner reads, it must ask for, and some policy must record. */
import type { AgentRecipe, Discrete, Mdp, ModelLearner, ModelLoss, Planner, Policy, TransitionBatch } from "../index.ts";
import { defineModelLearner, defineModelLoss, definePlanner, transitionBatch } from "../index.ts";
import { mean, mul, neg } from "./support/autodiff.test-d.ts";
import { batchModelBased } from "./support/compositions.test-d.ts";
import { adam, gradientLearner } from "./support/learning.test-d.ts";
import { softmaxTable } from "./support/models.test-d.ts";
import { valueIteration } from "./support/planners.test-d.ts";
import { finite } from "./support/problems.test-d.ts";

declare const mdp: Mdp;
declare const judge: (value: unknown) => void;

const weighted = (): ModelLearner<Discrete, Discrete, null, "extras.behaviorProbability", "mdp"> => {
  const batch = { ...transitionBatch(finite, 32), extras: { behaviorProbability: new Float64Array(32) } };
  return defineModelLearner({
    name: "weighted-counts", needs: ["extras.behaviorProbability"], provides: ["mdp"],
    init: () => null,
    update(_state, data) {
      data.gather(new Int32Array(32), batch);
      const column: Float64Array = batch.extras.behaviorProbability;
      // @ts-expect-error a column that was not asked for is not there to read
      judge(batch.extras.visitCounts);
      // @ts-expect-error a batch without room for the column cannot be filled
      data.gather(new Int32Array(32), transitionBatch(finite, 32));
      return column.length > 0 ? "converged" : undefined;
    },
    model: () => ({ mdp }),
  });
};

const recording = (): Planner<Discrete, Discrete, null, "mdp", "extras.behaviorProbability"> => definePlanner({
  name: "recording", needs: ["mdp"], provides: ["extras.behaviorProbability"],
  init: () => null,
  policy: (): Policy<Discrete, Discrete, "behaviorProbability"> => ({
    records: { behaviorProbability: { dtype: "float64", size: 1, column: new Float64Array(1) } },
    act: (_observation, _random, outAction) => void outAction.fill(0),
  }),
  decision: () => ({}),
});

export const agent: AgentRecipe<Discrete, Discrete> =
  batchModelBased({ problem: finite, learner: weighted(), planner: recording(), stepsPerRound: 100 });
// @ts-expect-error nobody records the column
batchModelBased({ problem: finite, learner: weighted(), planner: valueIteration(finite), stepsPerRound: 100 });

export const boast: Planner<Discrete, Discrete, null, never, "extras.visitCounts"> = definePlanner({
  name: "boast", needs: [], provides: ["extras.visitCounts"],
  init: () => null,
  policy: () => ({
    // @ts-expect-error records another column than it says
    records: { behaviorProbability: { dtype: "float64", size: 1, column: new Float64Array(1) } },
    act: (_observation, _random, outAction) => void outAction.fill(0),
  }),
  decision: () => ({}),
});

/** A planner that learns from transitions may ask for columns as well; its own policy records them. */
type Column = "extras.behaviorProbability";
export const actorCritic: Planner<Discrete, Discrete, null, Column, Column> = definePlanner({
  name: "off-policy", needs: ["extras.behaviorProbability"], provides: ["extras.behaviorProbability"],
  learn(_state: null, batch: TransitionBatch<Discrete, Discrete, "behaviorProbability">) {
    return batch.extras.behaviorProbability[0] === 0 ? "non-finite" : undefined;
  },
  init: () => null,
  policy: () => ({
    records: { behaviorProbability: { dtype: "float64", size: 1, column: new Float64Array(1) } },
    act: (_observation, _random, outAction) => void outAction.fill(0),
  }),
  decision: () => ({}),
});

const importance: ModelLoss<"logProbability", "extras.behaviorProbability"> = defineModelLoss({
  name: "importance", needs: { prediction: ["logProbability"], decision: ["extras.behaviorProbability"] },
  loss: ({ predicted, next, extras: { behaviorProbability } }) =>
    neg(mean(mul(behaviorProbability, predicted.logProbability(next)))),
});
export const unasked: ModelLoss<"logProbability", never> = defineModelLoss({
  name: "unasked", needs: { prediction: ["logProbability"], decision: [] },
  // @ts-expect-error the loss has not asked for the column
  // eslint-disable-next-line @typescript-eslint/no-unsafe-argument -- the next line is refused, so it has no type
  loss: ({ predicted, next, extras }) => neg(mean(mul(extras.behaviorProbability, predicted.logProbability(next)))),
});

const learner = gradientLearner({ model: softmaxTable(finite), loss: importance, optimizer: adam });
export const fromLoss: AgentRecipe<Discrete, Discrete> =
  batchModelBased({ problem: finite, learner, planner: recording(), stepsPerRound: 100 });
// @ts-expect-error what the loss reads, the learner needs, and nobody records
batchModelBased({ problem: finite, learner, planner: valueIteration(finite), stepsPerRound: 100 });
