import { evaluate, grad, mean, mul, numbers, tensor } from "@worldwise/autodiff";
import { replay } from "@worldwise/data";
import { gradientLearner } from "@worldwise/learning";
import { philox, seedKey } from "@worldwise/math";
import { adam } from "@worldwise/nn";
import type { Parameters, Random, Tensor, Tensors } from "@worldwise/protocol";
import { defineModelLoss, discrete, transitionBatch } from "@worldwise/protocol";
import { describeContract, runContract, testModelClass, testModelLearner } from "@worldwise/testing";
import { describe, expect, test } from "vitest";
import { aggregatedTable, contiguousGroups } from "./aggregated-table.ts";
import { exponentialFamily } from "./exponential-family.ts";
import { lowRank } from "./low-rank.ts";
import type { RowClass } from "./row-class.ts";
import { simplexTable } from "./simplex-table.ts";
import { softmaxTable } from "./softmax-table.ts";

const problem = { observation: discrete(5), action: discrete(2), discount: 0.9 };
const [N, M] = [5, 2];
const seeded = (seed: number): Random => philox.streams(seedKey(seed), 1).lane(0);
const normals = (count: number, seed: number): Float64Array => {
  const random = seeded(seed);
  return Float64Array.from({ length: count }, () => random.normal());
};

const classes: readonly (readonly [string, () => RowClass<Parameters>])[] = [
  ["softmaxTable", () => softmaxTable(problem)],
  ["softmaxTable of bounded norm", () => softmaxTable(problem, { norm: 2 })],
  ["simplexTable", () => simplexTable(problem, { floor: 0.15 })],
  ["aggregatedTable", () => aggregatedTable(problem, { groups: contiguousGroups(5, 2), within: [1, 2, 1, 3, 1] })],
  ["lowRank", () => lowRank(problem, { rank: 2 })],
  ["exponentialFamily", () => exponentialFamily(problem, { features: normals(N * M * N * 3, 4), initial: [0.3, -1, 0.5] })],
].map(([name, create]) => [name, create] as [string, () => RowClass<Parameters>]); // of weights of any kind

const isLeaf = (tree: object): tree is { readonly shape: readonly number[]; readonly data: Float64Array } => "data" in tree;
function tensorsOf<P extends Parameters>(parameters: P): Tensors<P>;
function tensorsOf(parameters: Parameters): unknown {
  if (isLeaf(parameters)) return tensor(parameters.data, parameters.shape);
  return Object.fromEntries(Object.entries(parameters).map(([name, branch]) => [name, tensorsOf(branch as Parameters)])); // of a tree
}
/** Random weights, so that no row is like another. */
function shaken(tree: Parameters, random: Random): void {
  if (isLeaf(tree)) return tree.data.forEach((_, i) => (tree.data[i] = random.normal()));
  for (const branch of Object.values(tree)) shaken(branch as Parameters, random); // of a tree
}
const pairs = [tensor(Int32Array.from({ length: N * M }, (_, r) => Math.floor(r / M)), [N * M], "int32"),
  tensor(Int32Array.from({ length: N * M }, (_, r) => r % M), [N * M], "int32")] as const;

const hooks = { describe, test };
for (const [, create] of classes) describeContract(testModelClass(create), hooks);

describe.each(classes)("%s", (_, create) => {
  const model = create();
  const parameters = model.init(seeded(2));
  shaken(parameters.weights, seeded(3));
  model.project?.(parameters);
  model.derive?.(parameters);
  const { mdp } = model.faces(parameters);
  const predicted = model.predict(tensorsOf(parameters), ...pairs);

  test("a program and the explicit face have the same rows, and these are distributions", () => {
    const value = [1, -2, 0.5, 3, 0.25];
    const [expected, means] = [numbers(predicted.expectation(() => tensor(value))), numbers(predicted.mean)];
    for (let row = 0; row < N * M; row++) {
      const p = [...mdp.probability.subarray(row * N, (row + 1) * N)];
      expect(p.reduce((total, each) => total + each, 0)).toBeCloseTo(1, 13);
      expect(expected[row]).toBeCloseTo(p.reduce((total, each, y) => total + each * value[y]!, 0), 12);
      expect(means[row]).toBeCloseTo(p.reduce((total, each, y) => total + each * y, 0), 12);
      p.forEach((each, y) => {
        const next = tensor(new Int32Array(N * M).fill(y), [N * M], "int32");
        expect(Math.exp(numbers(predicted.logProbability(next))[row]!)).toBeCloseTo(each, 13);
      });
      const best = p.indexOf(Math.max(...p));
      expect(numbers(predicted.state)[row]).toBe(best);
    }
  });

  test("the gradient of the likelihood agrees with central differences", () => {
    const next = tensor([0, 1, 2, 3, 4, 4, 3, 2, 1, 0], [N * M], "int32");
    const loss = (weights: Tensors<Parameters>): Tensor =>
      mean(mul(model.predict({ ...tensorsOf(parameters), weights }, ...pairs).logProbability(next), tensor(normals(N * M, 9))));
    const found = grad(loss)(tensorsOf(parameters.weights));
    for (const [name, leaf] of Object.entries(parameters.weights) as [string, { data: Float64Array }][]) { // one level of leaves
      const slope = numbers((found as { [leaf: string]: Tensor })[name]!);
      for (const i of [0, Math.floor(leaf.data.length / 2), leaf.data.length - 1]) {
        const [h, kept] = [1e-5, leaf.data[i]!];
        leaf.data[i] = kept + h;
        const up = numbers(evaluate(loss, tensorsOf(parameters.weights)))[0]!;
        leaf.data[i] = kept - h;
        const down = numbers(evaluate(loss, tensorsOf(parameters.weights)))[0]!;
        leaf.data[i] = kept;
        expect(slope[i]).toBeCloseTo((up - down) / (2 * h), 8);
      }
    }
  });
});

const likelihood = defineModelLoss({
  name: "likelihood", needs: { prediction: ["logProbability"], decision: [] },
  loss: ({ predicted, next }) => mul(-1, mean(predicted.logProbability(next))),
});

test("a learner of each keeps the contract", async () => {
  for (const [, create] of classes) {
    const learner = () => gradientLearner({ model: create(), loss: likelihood, optimizer: adam({ rate: 0.05 }), batchSize: 8, steps: 2 });
    expect((await runContract(testModelLearner(learner))).failed).toEqual([]);
  }
}, 30_000);

describe("what is given", () => {
  test("known rewards are not trained; a state where episodes end is never left", () => {
    const reward = Float64Array.from({ length: 10 }, (_, row) => row + 1);
    const model = softmaxTable(problem, { reward, terminalStates: [4] });
    const parameters = model.init(seeded(1));
    expect(parameters.reward.fixed).toBe(true);
    const { mdp } = model.faces(parameters);
    expect([...mdp.probability.subarray(4 * M * N)]).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
    expect([...mdp.reward.subarray(6)]).toEqual([7, 8, 0, 0]);
    const { expectation, reward: said } = model.predict(tensorsOf(parameters), ...pairs);
    expect([...numbers(said)].slice(6)).toEqual([7, 8, 0, 0]);
    expect([...numbers(expectation((state) => mul(state, 1)))].slice(6)).toEqual([2, 2, 4, 4].map((y) => expect.closeTo(y, 12) as number)); // matchers stand for numbers
  });

  test("ends are learned from transitions, unless an episode went on there", () => {
    const learner = gradientLearner({ model: softmaxTable(problem), loss: likelihood, batches: "all", steps: 1 });
    const [state, data, rows] = [learner.init(seeded(1)), replay(problem, 10), transitionBatch(problem, 3)];
    rows.size = 3;
    rows.observation.set([0, 1, 3]);
    rows.nextObservation.set([2, 3, 0]);
    rows.discount.set([0, 0, 0.9]);
    data.add(rows);
    const { mdp } = learner.model(state);
    learner.update(state, data, {}, seeded(2));
    expect([...mdp.probability.subarray(2 * M * N, 2 * M * N + N)]).toEqual([0, 0, 1, 0, 0]);
    expect(mdp.probability[3 * M * N + 3]).toBeLessThan(0.3);
  });

  test("what cannot be is refused", () => {
    const bad = expect.objectContaining({ code: "bad-options" }) as unknown; // a matcher
    const thrown = (make: () => unknown): unknown => { try { return make(); } catch (error) { return error; } };
    expect(thrown(() => lowRank(problem, { rank: 6 }))).toEqual(bad);
    expect(thrown(() => lowRank(problem, { rank: 0 }))).toEqual(bad);
    expect(thrown(() => aggregatedTable(problem, { groups: [0, 0, 2, 2, 2] }))).toEqual(bad);
    expect(thrown(() => aggregatedTable(problem, { groups: [0, 1] }))).toEqual(bad);
    expect(thrown(() => aggregatedTable(problem, { groups: [0, 0, 1, 1, 1], within: [1, 0, 1, 1, 1] }))).toEqual(bad);
    expect(thrown(() => exponentialFamily(problem, { features: [1, 2, 3] }))).toEqual(bad);
    expect(thrown(() => softmaxTable(problem, { reward: [1] }))).toEqual(bad);
    expect(thrown(() => softmaxTable(problem, { terminalStates: [5] }))).toEqual(bad);
  });

  test("one state, and rank 1, are models", () => {
    const single = { observation: discrete(1), action: discrete(1), discount: 0 };
    for (const model of [softmaxTable(single), lowRank(single, { rank: 1 }), aggregatedTable(single, { groups: [0] })]) {
      expect([...model.faces(model.init(seeded(1)) as never).mdp.probability]).toEqual([1]); // each takes its own parameters
    }
  });
});
