import { mean, mul, neg, square, sub, sum, tensor } from "@worldwise/autodiff";
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
    /** `[B, 2]` Another, of two numbers in a row. */
    "test.pair": Float64Array;
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

test("a derived column has as many numbers in a row as it says", () => {
  const squared = defineModelLoss({
    name: "pair", needs: { prediction: ["reward"], decision: ["extras.test.pair"] },
    loss: ({ predicted, extras }) => mean(square(sub(predicted.reward, sum(mul(extras["test.pair"], tensor([10, 1])), 1)))),
  });
  const pair = {
    gives: "test.pair", size: 2, needs: [],
    compute: (_data: unknown, _decision: unknown, out: Float64Array): void => out.set([1, 2, 3, 4]),
  } as const;
  const learner = gradientLearner({ ...parts, loss: squared, column: pair, optimizer: adam({ rate: 0.5 }) });
  const state = learner.init(seeded(1));
  const { mdp } = learner.model(state);
  learner.update(state, recorded(problem, [[0, 0, 0, 1], [1, 0, 0, 2]]), {}, seeded(2));
  expect(mdp.reward[0]).toBeCloseTo(12, 3);
  expect(mdp.reward[1]).toBeCloseTo(34, 3);
});
