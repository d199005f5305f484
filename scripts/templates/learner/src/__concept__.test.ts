import type { Dataset, Discrete, Random } from "@worldwise/protocol";
import { createComponent, discrete, loadTree, saveTree } from "@worldwise/protocol";
import { describeContract, testModelLearner } from "@worldwise/testing";
import { describe, expect, test } from "vitest";
import { __factory__, __factory__Plugin } from "./__concept__.ts";

const problem = { observation: discrete(3), action: discrete(2), discount: 0.9 };
const random: Random = { uniform: () => 0, normal: () => 0, integer: () => 0 };

type Row = readonly [state: number, action: number, reward: number, next: number, discount: number];

/** The last `size` of the rows, as a data set that has dropped the others. */
const datasetOf = (rows: readonly Row[], size = rows.length): Dataset<Discrete, Discrete> => ({
  size, added: rows.length, follow: () => -1,
  gather(indices, out) {
    const [state, action, reward, next, discount] = rows[rows.length - size + indices[0]!]!;
    out.observation[0] = state;
    out.action[0] = action;
    out.reward[0] = reward;
    out.nextObservation[0] = next;
    out.discount[0] = discount;
  },
});

describeContract(testModelLearner(() => __factory__(problem)), { describe, test });

test("the model says what happened last, and stays live", () => {
  const learner = __factory__(problem);
  const state = learner.init(random);
  const { outcomeTable } = learner.model(state);
  expect(outcomeTable.successor).toEqual(Int32Array.of(0, 0, 1, 1, 2, 2));
  const rows: readonly Row[] = [[0, 1, 5, 2, 0.9], [1, 0, -1, 0, 0.9], [0, 1, 7, 1, 0]];
  learner.update(state, datasetOf(rows.slice(0, 2)), {}, random);
  expect(outcomeTable.successor).toEqual(Int32Array.of(0, 2, 0, 1, 2, 2));
  learner.update(state, datasetOf(rows, 2), {}, random);
  expect(outcomeTable.successor).toEqual(Int32Array.of(0, 1, 0, 1, 2, 2));
  expect(outcomeTable.reward).toEqual(Float64Array.of(0, 7, -1, 0, 0, 0));
  expect(outcomeTable.terminated).toEqual(Uint8Array.of(0, 1, 0, 0, 0, 0));
  expect(state.seen).toBe(3);
});

test("what was dropped before it was seen is passed over", () => {
  const learner = __factory__(problem);
  const state = learner.init(random);
  learner.update(state, datasetOf([[0, 0, 1, 1, 0.9], [1, 1, 2, 2, 0.9]], 1), {}, random);
  expect(state.reward).toEqual(Float64Array.of(0, 0, 0, 2, 0, 0));
});

test("a model bound to a state follows when another is loaded into it", () => {
  const learner = createComponent(__factory__Plugin, { untriedReward: 3 }, problem);
  const [trained, fresh] = [learner.init(random), learner.init(random)];
  const { outcomeTable } = learner.model(fresh);
  learner.update(trained, datasetOf([[2, 0, 1, 0, 0.9]]), {}, random);
  loadTree(fresh, saveTree(trained));
  expect(outcomeTable.reward).toEqual(Float64Array.of(3, 3, 3, 3, 1, 3));
  expect(fresh.seen).toBe(1);
});
