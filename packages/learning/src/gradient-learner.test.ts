import { add, mean, mul, square, sub, sum } from "@worldwise/autodiff";
import { gradientDescent } from "@worldwise/nn";
import type { DecisionContext, Dataset, ExtraName, ModelClass, ModelLoss, Parameter, Tensor } from "@worldwise/protocol";
import { box, defineModelClass, defineModelLoss, discrete } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { maximumLikelihood } from "./fixtures/losses.ts";
import { seeded } from "./fixtures/random.ts";
import type { Row } from "./fixtures/recorded.ts";
import { recorded } from "./fixtures/recorded.ts";
import { softmaxTable } from "./fixtures/softmax-table.ts";
import { gradientLearner } from "./gradient-learner.ts";

const problem = { observation: box("float64", [-10], [10]), action: discrete(2), discount: 0.9 };
type Line = typeof problem.observation;
type Gain = { readonly gain: Parameter<Float64Array> };

/** x̂' = g x, r̂ = g: one number. */
const line: ModelClass<Line, typeof problem.action, Gain, "mean" | "reward", "expectation"> = defineModelClass({
  name: "line", spaces: problem, needs: [], provides: ["expectation"], predicts: ["mean", "reward"],
  init: (): Gain => ({ gain: { shape: [], data: Float64Array.of(1) } }),
  predict({ gain }: { readonly gain: Tensor }, state: Tensor) {
    const next = mul(gain, state);
    return { state: next, mean: next, reward: add(mul(0, sum(state, 1)), gain) };
  },
  faces: ({ gain }: Gain) => ({
    expectation: { next: (state, _action, outState) => outState.forEach((_, i) => (outState[i] = gain.data[0]! * state[i]!)) },
  }),
});
const gainOf = (state: { readonly members: readonly unknown[] }, member = 0): number =>
  (state.members[member] as Gain).gain.data[0]!; // the class's tree

const squared: ModelLoss<"mean", never> = defineModelLoss({
  name: "squared", needs: { prediction: ["mean"], decision: [] },
  loss: ({ predicted, next }) => mean(square(sub(predicted.mean, next))),
});
const rows: Row[] = [[[1], 0, 0, [2]], [[2], 1, 0, [4]], [[-1], 0, 0, [-2]], [[3], 0, 0, [6]]];
const parts = { model: line, loss: squared, optimizer: gradientDescent({ rate: 0.01 }) };

describe("an update", () => {
  test("without data does nothing", () => {
    const learner = gradientLearner(parts);
    const state = learner.init(seeded(1));
    expect(learner.update(state, recorded(problem, []), {}, seeded(2))).toBe(undefined);
    expect([gainOf(state), state.steps, state.updates]).toEqual([1, 0, 1]);
  });

  test("brings parameters back to where the class allows them, after each step", () => {
    const seen: number[] = [];
    const project = ({ gain }: Gain): void => {
      seen.push(gain.data[0]!);
      gain.data[0] = Math.min(gain.data[0]!, 1.1);
    };
    const model: typeof line = { ...line, project };
    const learner = gradientLearner({ ...parts, model, batches: "all", steps: 3 });
    const state = learner.init(seeded(1));
    learner.update(state, recorded(problem, rows), {}, seeded(3));
    // g ← g + 0.075 (2 − g): from 1 to 1.075, from there above 1.1, and from 1.1 again
    const wanted = [1.075, 1.075 + 0.075 * 0.925, 1.1 + 0.075 * 0.9];
    expect(seen).toHaveLength(3);
    seen.forEach((gain, i) => expect(gain).toBeCloseTo(wanted[i]!, 12));
    expect(gainOf(state)).toBe(1.1);
  });

  test("serves several states in turns", () => {
    const [learner, data] = [gradientLearner({ ...parts, batches: "all", steps: 2 }), recorded(problem, rows)];
    const [first, second] = [learner.init(seeded(1)), learner.init(seeded(2))];
    learner.update(first, data, {}, seeded(3));
    learner.update(first, data, {}, seeded(3));
    learner.update(second, data, {}, seeded(3));
    expect([first.steps, second.steps]).toEqual([4, 2]);
    learner.update(second, data, {}, seeded(3));
    expect(gainOf(second)).toBe(gainOf(first));
    // g ← g − 0.01 · 2 · (15/4) (g − 2)
    expect(gainOf(first)).toBeCloseTo(2 - (1 - 0.075) ** 4, 12);
  });

  test("takes an epoch over every row, each once", () => {
    const seen: ModelLoss<"reward", never> = defineModelLoss({
      name: "sum-of-states", needs: { prediction: ["reward"], decision: [] },
      loss: ({ predicted, state }) => mean(mul(predicted.reward, sum(state, 1))),
    });
    const optimizer = gradientDescent({ rate: 1 });
    const learner = gradientLearner({ ...parts, loss: seen, optimizer, batches: "shuffled", batchSize: 2, epochs: 1 });
    const state = learner.init(seeded(1));
    expect(learner.update(state, recorded(problem, rows), {}, seeded(2))).toBe("max-iterations");
    expect(state.steps).toBe(2);
    expect(gainOf(state)).toBeCloseTo(1 - 5 / 2, 12); // the mean of two batches of two, added up
  });

  test("stops at the most steps", () => {
    const learner = gradientLearner({ ...parts, batches: "shuffled", batchSize: 1, epochs: 10, maximumSteps: 7 });
    const state = learner.init(seeded(1));
    learner.update(state, recorded(problem, rows), {}, seeded(2));
    expect([state.steps, state.epochs]).toEqual([7, 2]);
  });
});

describe("held-out transitions", () => {
  const many: Row[] = Array.from({ length: 40 }, (_, i): Row => [[(i % 7) - 3], 0, 0, [2 * ((i % 7) - 3)]]);

  test("end the update when nothing improves, and the best parameters come back", () => {
    const rising = gradientLearner({
      ...parts, optimizer: gradientDescent({ rate: 1 }), batches: "shuffled", holdoutFraction: 0.3, patience: 3, batchSize: 8,
    });
    const state = rising.init(seeded(1));
    expect(rising.update(state, recorded(problem, many), {}, seeded(2))).toBe("converged");
    expect([gainOf(state), state.epochs]).toEqual([1, 3]);
    expect(state.steps).toBeGreaterThan(3);
    expect(state.holdoutLoss[0]).toBeGreaterThan(0);
  });

  test("let it go on while they improve", () => {
    const learner = gradientLearner({ ...parts, batches: "shuffled", holdoutFraction: 0.3, batchSize: 8, epochs: 30 });
    const state = learner.init(seeded(1));
    expect(learner.update(state, recorded(problem, many), {}, seeded(2))).toBe("max-iterations");
    expect(gainOf(state)).toBeCloseTo(2, 3);
    const { holdoutLoss, holdoutCount } = learner.metrics!(state);
    expect(holdoutLoss).toBeLessThan(1e-6);
    expect(holdoutCount).toBe(state.holdoutCount);
    expect(state.holdoutCount).toBeGreaterThan(5);
  });
});

describe("numbers that are not finite", () => {
  test("are not learned from, and the metrics name the member", () => {
    const learner = gradientLearner({ ...parts, batches: "all", steps: 5, members: 2, bootstrap: false });
    const state = learner.init(seeded(1));
    (state.members as unknown as Gain[])[1]!.gain.data[0] = Number.NaN; // trees of the class
    expect(learner.update(state, recorded(problem, rows), {}, seeded(2))).toBe("non-finite");
    expect(gainOf(state, 0)).toBeCloseTo(1.075, 12);
    expect(gainOf(state, 1)).toBeNaN();
    expect(learner.metrics!(state)).toMatchObject({ nonFiniteSteps: 1, nonFiniteMember: 1, steps: 1 });
  });

  test("a divergence ends at the last finite parameters", () => {
    const learner = gradientLearner({ ...parts, optimizer: gradientDescent({ rate: 1e30 }), batches: "all", steps: 100 });
    const state = learner.init(seeded(1));
    expect(learner.update(state, recorded(problem, rows), {}, seeded(2))).toBe("non-finite");
    expect(Number.isFinite(gainOf(state))).toBe(true);
    expect(learner.update(state, recorded(problem, rows), {}, seeded(2))).toBe("non-finite");
    expect(Number.isFinite(gainOf(state))).toBe(true);
  });
});

describe("what a loss is given", () => {
  /** Whatever the loss is a multiple of, the gain learns. */
  function slopeOf<N extends Extract<keyof DecisionContext, "stateDistribution"> | ExtraName>(
    needs: readonly N[], factor: Parameters<typeof defineModelLoss<"reward", N>>[0]["loss"], decision: object, more: object = {},
    data: unknown = recorded(problem, rows),
  ): number {
    const loss = defineModelLoss<"reward", N>({
      name: "slope", needs: { prediction: ["reward"], decision: needs },
      loss: (inputs) => mul(mean(inputs.predicted.reward), factor(inputs)),
    });
    const optimizer = gradientDescent({ rate: 1 });
    const learner = gradientLearner({ model: line, loss, optimizer, batches: "all", steps: 1, ...more });
    const state = learner.init(seeded(1));
    // Each test gives the words and columns that its loss lists.
    learner.update(state, data as Dataset<Line, typeof problem.action>, decision as DecisionContext, seeded(2));
    return 1 - gainOf(state);
  }

  test("columns, by their names", () => {
    expect(slopeOf([], ({ discount }) => sum(discount), {})).toBeCloseTo(3.6, 12);
    expect(slopeOf([], ({ action }) => sum(action), {})).toBeCloseTo(1, 12);
  });

  test("noise from the stream of the update", () => {
    const random = seeded(2);
    const expected = [1, 2, 3].reduce((total) => total + random.normal(), 0);
    expect(slopeOf([], ({ noise }) => add(sum(noise([2])), sum(noise([1]))), {})).toBeCloseTo(expected, 12);
  });

  test("states from the state distribution, as many as rows", () => {
    const draw: DecisionContext["stateDistribution"]["draw"] = (random, outObservation) => {
      for (let b = 0; b < random.lanes; b++) outObservation[b] = random.lane(b).integer(100);
    };
    const random = seeded(2);
    const expected = [1, 2, 3, 4].reduce((total) => total + random.integer(100), 0);
    const words = { stateDistribution: { draw } };
    expect(slopeOf(["stateDistribution"], ({ decision: { stateDistribution } }) => sum(stateDistribution), words))
      .toBeCloseTo(expected, 9);
  });

  test("further columns, recorded or derived", () => {
    const recordedColumns: Dataset<Line, typeof problem.action, "visitCounts"> = {
      size: 2, added: 2, follow: () => -1,
      gather(indices, out) {
        out.size = indices.length;
        indices.forEach((index, b) => out.extras.visitCounts.set([10 * index, 1], 2 * b));
      },
    };
    const visits = slopeOf(["extras.visitCounts"], ({ extras: { visitCounts } }) => sum(visitCounts), {}, {}, recordedColumns);
    expect(visits).toBe(12);
    const column = {
      gives: "returnTarget", needs: [],
      compute: (_data: unknown, _words: unknown, outColumn: Float64Array) => outColumn.forEach((_, i) => (outColumn[i] = 100 + i)),
    };
    const returns = slopeOf(["extras.returnTarget"], ({ extras: { returnTarget } }) => sum(returnTarget), {}, { column });
    expect(returns).toBeCloseTo(406, 12);
  });

  test("encoded states, where the class encodes", () => {
    const { gain: start } = line.init(seeded(1));
    const encoding = defineModelClass({
      name: "encoding", spaces: problem, needs: [], provides: [], predicts: ["mean"],
      init: (): Gain => ({ gain: { ...start, data: Float64Array.of(3) } }),
      encode: ({ gain }: { readonly gain: Tensor }, observation: Tensor) => mul(gain, observation),
      predict: (_: { readonly gain: Tensor }, state: Tensor) => ({ state, mean: state }),
      faces: () => ({}),
    });
    const loss: ModelLoss<"mean", never> = defineModelLoss({
      name: "total", needs: { prediction: ["mean"], decision: [] },
      loss: ({ predicted, next }) => sum(add(predicted.mean, next)),
    });
    const learner = gradientLearner({ model: encoding, loss, optimizer: gradientDescent({ rate: 1 }), batches: "all", steps: 1 });
    const state = learner.init(seeded(1));
    learner.update(state, recorded(problem, rows), {}, seeded(2));
    expect(gainOf(state)).toBeCloseTo(3 - 15, 12); // Σ x + Σ x'
    expect(() => gradientLearner({ model: encoding, loss, members: 2 })).toThrow("members each encode states in their own way");
  });
});

describe("composition", () => {
  const finite = { observation: discrete(3), action: discrete(2), discount: 0.9 };

  test("refuses a loss that reads what the class does not predict, in the words of explain", () => {
    // @ts-expect-error the compiler refuses it as well
    expect(() => gradientLearner({ model: softmaxTable(finite), loss: squared })).toThrow(
      /✗ loss +squared +needs predicted\.mean +← nobody\n +→ provided are: mdp, predicted\.logProbability/u,
    );
  });

  test("lists what the planner must tell", () => {
    const aware: ModelLoss<"mean", "tracedValue" | "extras.returnTarget"> = defineModelLoss({
      name: "aware", needs: { prediction: ["mean"], decision: ["tracedValue", "extras.returnTarget"] },
      loss: ({ reward }) => mean(reward),
    });
    const { needs, provides, name, spaces } = gradientLearner({ model: line, loss: aware })["~worldwise"];
    expect([needs, provides, name]).toEqual([["tracedValue", "extras.returnTarget"], ["expectation"], "line × aware"]);
    expect(spaces).toEqual({ observation: problem.observation, action: problem.action });
    const column = { gives: "returnTarget", needs: ["value"], compute: () => undefined } as const;
    expect(gradientLearner({ model: line, loss: aware, column })["~worldwise"].needs).toEqual(["tracedValue", "value"]);
    const learner = gradientLearner({ model: line, loss: aware });
    // @ts-expect-error the compiler wants it as well
    expect(() => learner.update(learner.init(seeded(1)), recorded(problem, rows), {}, seeded(2))).toThrow(
      "expected tracedValue in the decision\n     got nothing",
    );
  });

  test("refuses options out of range, and ensembles of faces that it cannot combine", () => {
    expect(() => gradientLearner({ ...parts, batchSize: 0, patience: 1.5 }))
      .toThrow(/batchSize: expected at least 1, got 0\n +patience/u);
    expect(() => gradientLearner({ ...parts, elites: 2 })).toThrow("elites: expected at most 1, the members, got 2");
    expect(() => gradientLearner({ model: softmaxTable(finite), loss: maximumLikelihood, members: 2 })).toThrow(
      "expected ensembleFaces for an ensemble of softmax-table, which provides mdp",
    );
    const { "~worldwise": marker, ...functions } = line;
    const nowhere = { ...functions, "~worldwise": { ...marker } };
    Reflect.deleteProperty(nowhere["~worldwise"], "spaces");
    expect(() => gradientLearner({ ...parts, model: nowhere })).toThrow("expected spaces in the marker of line, or as an option");
  });

  test("a loss that is no scalar is named", () => {
    const vector: ModelLoss<"reward", never> = defineModelLoss({
      name: "vector", needs: { prediction: ["reward"], decision: [] }, loss: ({ predicted }) => predicted.reward,
    });
    const learner = gradientLearner({ ...parts, loss: vector });
    expect(() => learner.update(learner.init(seeded(1)), recorded(problem, rows), {}, seeded(2)))
      .toThrow("a scalar from the loss vector");
  });
});
