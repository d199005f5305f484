import { mean, mul, neg } from "@worldwise/autodiff";
import { adam } from "@worldwise/nn";
import { defineModelLoss, discrete } from "@worldwise/protocol";
import { expect, test } from "vitest";
import { seeded } from "./fixtures/random.ts";
import { recorded } from "./fixtures/recorded.ts";
import { softmaxTable } from "./fixtures/softmax-table.ts";
import { gradientLearner } from "./gradient-learner.ts";

declare module "@worldwise/protocol" {
  interface TransitionExtras {
    /** `[B]` A column that the protocol does not know. */
    "test.weight": Float64Array;
  }
}

const problem = { observation: discrete(3), action: discrete(1), discount: 0.9 };
const weighted = defineModelLoss({
  name: "weighted", needs: { prediction: ["logProbability"], decision: ["extras.test.weight"] },
  loss: ({ predicted, next, extras }) => neg(mean(mul(extras["test.weight"], predicted.logProbability(next)))),
});
/** The first transition counts, the second does not. */
const column = { gives: "test.weight", needs: [], compute: (_data: unknown, _decision: unknown, out: Float64Array): void => out.set([1, 0]) } as const;
const parts = { model: softmaxTable(problem), optimizer: adam({ rate: 0.1 }), batches: "all", steps: 300 } as const;

test.each([
  ["given beside the loss", () => gradientLearner({ ...parts, loss: weighted, column })],
  ["brought along by the loss", () => gradientLearner({ ...parts, loss: Object.freeze({ ...weighted, column }) })],
] as const)("a derived column needs no size: %s", (_, create) => {
  const learner = create();
  expect(learner["~worldwise"].needs).toEqual([]);
  const state = learner.init(seeded(1));
  const { mdp } = learner.model(state);
  learner.update(state, recorded(problem, [[0, 0, 0, 1], [0, 0, 0, 2]]), {}, seeded(2));
  expect(mdp.probability[1]).toBeGreaterThan(0.98);
  expect(mdp.probability[2]).toBeLessThan(0.01);
});
