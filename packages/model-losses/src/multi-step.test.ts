import { add, grad, mul, numbers, reshape, tensor } from "@worldwise/autodiff";
import { replay } from "@worldwise/data";
import { gradientLearner } from "@worldwise/learning";
import { adam } from "@worldwise/nn";
import type { LossInputs, Problem, Space, Tensor } from "@worldwise/protocol";
import { box, defineModelClass, discrete, transitionBatch } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { randomWindows } from "./fixtures/windows.ts";
import { normals, randomBatch, randomDecision, seeded } from "./fixtures/random-world.ts";
import { inputsFor } from "./fixtures/softmax-rows.ts";
import { maximumLikelihood, multiStep } from "./index.ts";

/** A replay of episodes; each row is a state, an action and a next state. */
function held<O extends Space, A extends Space>(
  problem: Problem<O, A>, episodes: readonly (readonly (readonly [number, number, number])[])[],
): ReturnType<typeof replay<O, A>> {
  const data = replay(problem, 20);
  const one = transitionBatch(problem, 1);
  one.size = 1;
  for (const episode of episodes) {
    episode.forEach(([state, action, next], t) => {
      one.observation[0] = state;
      one.action[0] = action;
      one.nextObservation[0] = next;
      one.discount[0] = problem.discount;
      one.last[0] = Number(t === episode.length - 1);
      data.add(one);
    });
  }
  return data;
}

const world = { observation: discrete(2), action: discrete(2), discount: 0.9 };
type Inputs = LossInputs<"mean", "extras.multiStep.window">;
const size = { stateCount: 2, actionCount: 2 };

test("a window holds the steps that begin with a transition, as far as its episode goes", () => {
  const { column } = multiStep(world, { steps: 3 });
  const data = held(world, [[[0, 1, 1], [1, 0, 0]], [[1, 1, 1]]]);
  const window = new Float64Array(27).fill(7);
  column.compute(data, {}, window);
  expect(column).toMatchObject({ gives: "multiStep.window", size: 9, needs: [] });
  expect([...window]).toEqual([
    1, 1, 1, /**/ 0, 0, 1, /**/ 0, 0, 0,
    0, 0, 1, /**/ 0, 0, 0, /**/ 0, 0, 0,
    1, 1, 1, /**/ 0, 0, 0, /**/ 0, 0, 0,
  ]);
});

test("a window of vectors holds whole vectors", () => {
  const plane = { observation: box("float64", [-9, -9], [9, 9]), action: box("float64", [-1], [1]), discount: 0.9 };
  const data = replay(plane, 4);
  const rows = transitionBatch(plane, 2);
  rows.size = 1;
  for (const [state, last] of [[1, 0], [2, 1]] as const) {
    rows.observation.set([state, -state]);
    rows.action.set([state / 4]);
    rows.nextObservation.set([state + 1, -state - 1]);
    rows.last[0] = last;
    data.add(rows);
  }
  const window = new Float64Array(16);
  multiStep(plane, { steps: 2 }).column.compute(data, {}, window);
  expect([...window]).toEqual([0.25, 2, -2, 1, 0.5, 3, -3, 1, /**/ 0.5, 3, -3, 1, 0, 0, 0, 0]);
});

describe("where states are counted", () => {
  test("with one step it is the likelihood", () => {
    const random = seeded(5);
    const four = { observation: discrete(4), action: discrete(2), discount: 0.9 };
    const ofFour = { stateCount: 4, actionCount: 2 };
    const rows = { logits: tensor(normals(random, 32), [8, 4]), reward: tensor(normals(random, 8)) };
    const batch = randomBatch(ofFour, 12, random);
    const decision = randomDecision(ofFour, random);
    const extras = { "multiStep.window": randomWindows(ofFour, batch, 1, random) };
    const found = numbers(multiStep(four, { steps: 1 }).loss(inputsFor(rows, ofFour, batch, decision, extras)))[0]!;
    expect(found).toBeCloseTo(numbers(maximumLikelihood().loss(inputsFor(rows, ofFour, batch, decision)))[0]!, 12);
  });

  test("two steps by hand: a distribution is fed back, and what did not come counts 0", () => {
    // P̂(1|0,0) = 0.2, P̂(1|0,1) = 0.7, P̂(1|1,0) = 0.4, P̂(1|1,1) = 0.9.
    const probability = [0.8, 0.2, 0.3, 0.7, 0.6, 0.4, 0.1, 0.9];
    const rows = { logits: tensor(probability.map(Math.log), [4, 2]), reward: tensor([0, 0, 0, 0]) };
    const whole = (...of: readonly number[]): Tensor => tensor(of, [of.length], "int32");
    const unread = { reward: tensor([0, 0]), discount: tensor([0.9, 0.9]) };
    const batch = { ...unread, state: whole(0, 1), action: whole(1, 0), next: whole(1, 0) };
    const extras = { "multiStep.window": tensor([1, 1, 1, 0, 0, 1, /**/ 0, 0, 1, 0, 0, 0], [2, 6]) };
    const secondStep = 0.3 * 0.8 + 0.7 * 0.6; // Σ_x p_1(x) P̂(0|x,0)
    const expected = -(Math.log(0.7) + Math.log(secondStep) + Math.log(0.6)) / 4;
    const found = numbers(multiStep(world, { steps: 2 }).loss(inputsFor(rows, size, batch, {}, extras)))[0]!;
    expect(found).toBeCloseTo(expected, 12);
  });
});

describe("where states are vectors", () => {
  const line = { observation: box("float64", [-9], [9]), action: discrete(2), discount: 0.9 };

  /** x̂' = gain · x + a, from windows of 3 steps: 2, 3 and 1 of them held. */
  const lossOf = (gain: Tensor): Tensor => {
    const predict = (state: Tensor, action: Tensor): { readonly mean: Tensor; readonly state: Tensor } => {
      const next = add(mul(gain, state), reshape(action, [3, 1]));
      return { mean: next, state: next };
    };
    const window = tensor([
      0, 1.5, 1, /**/ 1, 2, 1, /**/ 0, 0, 0,
      1, 0, 1, /**/ 1, 1, 1, /**/ 0, 0.75, 1,
      0, 4, 1, /**/ 0, 0, 0, /**/ 0, 0, 0,
    ], [3, 9]);
    const state = tensor([2, -1, 3], [3, 1]);
    const inputs = { predict, state, extras: { "multiStep.window": window } };
    return multiStep(line, { steps: 3 }).loss(inputs as unknown as Inputs); // all that it reads
  };
  /** The same numbers, written out. */
  const byHand = (w: number): number => {
    const first = (2 * w - 1.5) ** 2 + (w * 2 * w + 1 - 2) ** 2;
    const [one, two] = [-w + 1, w * (1 - w) + 1];
    return (first + one ** 2 + (two - 1) ** 2 + (w * two - 0.75) ** 2 + (3 * w - 4) ** 2) / 9;
  };

  test("means are fed back", () => {
    for (const gain of [0.5, 0.9, -1.25]) expect(numbers(lossOf(tensor([gain], [1, 1])))[0]).toBeCloseTo(byHand(gain), 12);
  });

  test("its derivative goes through every step", () => {
    for (const gain of [0.5, -1.25]) {
      const slope = numbers(grad(lossOf)(tensor([gain], [1, 1])))[0]!;
      expect(slope).toBeCloseTo((byHand(gain + 1e-5) - byHand(gain - 1e-5)) / 2e-5, 7);
    }
  });

  test("what would overflow behind the end of an episode does not reach the derivative", () => {
    const state = tensor([1e-200], [1, 1]);
    const extras = { "multiStep.window": tensor([0, 3, 1, ...new Float64Array(12)], [1, 15]) };
    const loss = (gain: Tensor): Tensor => {
      const predict = (from: Tensor): object => ({ mean: mul(gain, from) });
      return multiStep(line).loss({ predict, state, extras } as unknown as Inputs); // all that it reads
    };
    const gain = tensor([1e200], [1, 1]);
    expect(numbers(loss(gain))[0]).toBeCloseTo((1 - 3) ** 2 / 5, 12);
    expect(numbers(grad(loss)(gain))[0]).toBeCloseTo(0, 12);
  });
});

test("steps below one, and actions that cannot be counted where states can, are refused", () => {
  expect(() => multiStep(world, { steps: 0 })).toThrow(/steps/);
  expect(() => multiStep(world, { steps: 1.5 })).toThrow(/steps/);
  expect(() => multiStep({ ...world, action: box("float64", [0], [1]) })).toThrow(/counted/);
});

test("a learner finds the gain whose rollouts are closest, by the column that the loss brings along", () => {
  const line = { observation: box("float64", [-9], [9]), action: discrete(1), discount: 0.9 };
  const multiples = defineModelClass({
    name: "multiples", spaces: line, needs: [], provides: [], predicts: ["mean"],
    init: () => ({ gain: { shape: [1, 1], data: Float64Array.of(0.1) } }),
    predict({ gain }: { readonly gain: Tensor }, state: Tensor) {
      const next = mul(gain, state);
      return { mean: next, state: next };
    },
    faces: () => ({}),
  });
  const loss = multiStep(line, { steps: 2 });
  const learner = gradientLearner({
    model: multiples, loss, column: loss.column, optimizer: adam({ rate: 0.02 }), batches: "all", steps: 600,
  });
  const state = learner.init(seeded(1));
  learner.update(state, held(line, [[[5, 0, 4], [4, 0, 1]]]), {}, seeded(2));
  const gains = Array.from({ length: 2000 }, (_, k) => k / 2000);
  const rolledOut = (w: number): number => (5 * w - 4) ** 2 + (5 * w * w - 1) ** 2 + (4 * w - 1) ** 2;
  const best = gains.reduce((least, w) => (rolledOut(w) < rolledOut(least) ? w : least));
  const { gain } = state.members[0] as unknown as { readonly gain: { readonly data: Float64Array } }; // the class's own tree
  expect(best).toBeLessThan(0.57); // what a single step would choose is 24 / 41
  expect(gain.data[0]).toBeCloseTo(best, 3);
});
