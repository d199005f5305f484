import { mean, square, sub, tensor } from "@worldwise/autodiff";
import { replay } from "@worldwise/data";
import { gradientLearner } from "@worldwise/learning";
import { adam, gradientDescent } from "@worldwise/nn";
import type { Dataset, Discrete, ModelLoss } from "@worldwise/protocol";
import { defineModelLoss, discrete, transitionBatch } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { seeded } from "./fixtures/random.ts";
import { simplexTable } from "./simplex-table.ts";
import { softmaxTable } from "./softmax-table.ts";

const problem = { observation: discrete(3), action: discrete(1), discount: 0.9 };

/** From state 0 to these states, all with reward 3. */
function outcomes(next: readonly number[]): Dataset<Discrete, Discrete> {
  const rows = transitionBatch(problem, next.length);
  rows.size = next.length;
  rows.nextObservation.set(next);
  rows.reward.fill(3);
  rows.discount.fill(problem.discount);
  const data = replay(problem, next.length);
  data.add(rows);
  return data;
}

const likelihood: ModelLoss<"logProbability", never> = defineModelLoss({
  name: "likelihood", needs: { prediction: ["logProbability"], decision: [] },
  loss: ({ predicted, next }) => sub(0, mean(predicted.logProbability(next))),
});

/** (Σ_y P̂(y|x) V(y) − target)², one function of values: V = (0, 1, 4). */
const valueMatch = (target: number): ModelLoss<"expectation", never> => defineModelLoss({
  name: "value-match", needs: { prediction: ["expectation"], decision: [] },
  loss: ({ predicted }) => mean(square(sub(predicted.expectation(() => tensor([0, 1, 4])), target))),
});

describe("simplexTable", () => {
  test("one step of projected gradient descent, by hand", () => {
    const learner = gradientLearner({
      model: simplexTable(problem, { floor: 0 }), loss: valueMatch(4), optimizer: gradientDescent({ rate: 0.1 }), batches: "all", steps: 1,
    });
    const state = learner.init(seeded(1));
    learner.update(state, outcomes([0, 2]), {}, seeded(2));
    // E V = 5/3, gradient 2 (5/3 − 4) V = −14/3 (0, 1, 4); step to (1/3, 4/5, 11/5); nearest distribution: (0, 0, 1)
    expect([...learner.model(state).mdp.probability]).toEqual([0, 0, 1, ...new Array<number>(6).fill(1 / 3)]);
  });

  test("a target beyond reach ends in the corner, one within reach is met, and the corner is left again", () => {
    const data = outcomes([0, 2]);
    const trained = (target: number) => gradientLearner({
      model: simplexTable(problem), loss: valueMatch(target), optimizer: gradientDescent({ rate: 0.02 }), batches: "all", steps: 200,
    });
    const [beyond, within] = [trained(9), trained(2.5)];
    const state = beyond.init(seeded(1));
    const { mdp } = beyond.model(state);
    beyond.update(state, data, {}, seeded(2));
    expect(mdp.probability[2]).toBeCloseTo(1 - 2e-6, 12);
    within.update(state, data, {}, seeded(2));
    expect(mdp.probability[1]! + 4 * mdp.probability[2]!).toBeCloseTo(2.5, 6);
  });

  test.each(["float64", "float32"] as const)("finds the likeliest row, zeros at the floor, %s", (precision) => {
    const learner = gradientLearner({
      model: simplexTable(problem, { floor: 0.001 }), loss: likelihood, optimizer: gradientDescent({ rate: 0.01 }),
      batches: "all", steps: 500, precision,
    });
    const state = learner.init(seeded(1));
    const { mdp } = learner.model(state);
    expect(learner.update(state, outcomes([0, 0, 0, 1]), {}, seeded(2))).toBe(undefined);
    const row = [...mdp.probability.subarray(0, 3)];
    expect(row[2]).toBeCloseTo(0.001, 6);
    expect(row[0]! / row[1]!).toBeCloseTo(3, 3);
    expect(row[0]! + row[1]! + row[2]!).toBeCloseTo(1, 14);
  });

  test("no floor that leaves no room", () => {
    for (const floor of [-0.1, 1 / 3, NaN]) expect(() => simplexTable(problem, { floor })).toThrow("floor");
  });
});

describe("softmaxTable of bounded norm", () => {
  const reward = defineModelLoss({
    name: "reward", needs: { prediction: ["reward"], decision: [] },
    loss: ({ predicted, reward: paid }) => mean(square(sub(predicted.reward, paid))),
  });
  const lengthAfter = (norm: number, known?: readonly number[]): number => {
    const learner = gradientLearner({
      model: softmaxTable(problem, { norm, ...(known && { reward: known }) }), loss: likelihood, rewardLoss: reward,
      optimizer: adam({ rate: 0.1 }), batches: "all", steps: 100,
    });
    const state = learner.init(seeded(1));
    learner.update(state, outcomes([0, 0, 1]), {}, seeded(2));
    const tree = state.members[0] as { readonly weights: { readonly logits: { readonly data: Float64Array } }; readonly reward: { readonly data: Float64Array } }; // the class's
    return Math.hypot(...tree.weights.logits.data, ...(known ? [] : tree.reward.data));
  };

  test("logits and rewards together stay in the ball", () => expect(lengthAfter(1.5)).toBeCloseTo(1.5, 12));

  test("a ball that is large enough does not bind", () => expect(lengthAfter(50)).toBeLessThan(10));

  test("known rewards do not count", () => expect(lengthAfter(1.5, [30, 30, 30])).toBeCloseTo(1.5, 12));

  test("no norm of nothing", () => {
    for (const norm of [0, -1, NaN]) expect(() => softmaxTable(problem, { norm })).toThrow("norm");
  });
});
