import fc from "fast-check";
import { describe, expect, test } from "vitest";
import reference from "./fixtures/operator-splitting.json" with { type: "json" };
import { type Follower, mdpOf, randomCase, shapeOf } from "./fixtures/worlds.ts";
import {
  holds, operatorSplittingContraction, operatorSplittingControlBound, operatorSplittingEvaluationBound, operatorSplittingStep,
  optimalValues, policyValues,
} from "./index.ts";
import { spectralRadius } from "./spectral-radius.ts";
import { subtract, supNorm } from "./vectors.ts";

const shapes = fc.noBias(fc.nat()).map(shapeOf);

/** Modified cliff walking: 6 × 6 cells; its letters pay forever. */
const map = "SAAAAG.......BBBB........CCCC.......";
const absorbing: Readonly<Record<string, number>> = { A: -32, B: -16, C: -8, G: 20 };
const moves = [[-1, 0], [0, 1], [1, 0], [0, -1]] as const;

function neighbor(state: number, direction: number): number {
  const row = Math.floor(state / 6) + moves[direction]![0], column = state % 6 + moves[direction]![1];
  return row < 0 || row > 5 || column < 0 || column > 5 ? state : 6 * row + column;
}

/** Smoothing: (1 − λ) P + λ uniform over the successors that P knows. */
function cliffWalking(smoothing: number): ReturnType<typeof mdpOf> {
  const rows = Array.from({ length: 36 * 4 }, (_, row): readonly Follower[] => {
    const [state, action] = [Math.floor(row / 4), row % 4];
    if (absorbing[map.charAt(state)] !== undefined) return [[state, 1, 0]];
    const masses = new Map<number, number>();
    for (let d = 0; d < 4; d++) {
      const next = neighbor(state, d);
      masses.set(next, (masses.get(next) ?? 0) + (d === action ? 0.9 : 0.1 / 3));
    }
    return [...masses].map(([y, mass]): Follower => [y, (1 - smoothing) * mass + smoothing / masses.size, 0]);
  });
  const reward = Float64Array.from({ length: 36 * 4 }, (_, row) => absorbing[map[Math.floor(row / 4)]!] ?? -1);
  return mdpOf(rows, { stateCount: 36, reward, discount: 0.9 });
}

const truth = cliffWalking(0);
const exact = optimalValues(truth);

test("the reference world has the reference values", () => {
  expect(supNorm(subtract(exact.value, Float64Array.from(reference.expected.V_star)))).toBeLessThan(1e-8);
  expect([...exact.policy]).toEqual(reference.expected.pi_star);
});

describe.each(["0.1", "0.5", "1.0"] as const)("smoothing %s", (smoothing) => {
  const wanted = reference.expected.by_lambda[smoothing];
  const model = cliffWalking(Number(smoothing));
  const total = (value: Float64Array): number => value.reduce((sum, entry) => sum + Math.abs(entry), 0);

  test("contraction", () => {
    const { norm, contraction, spectralRadius: radius } = operatorSplittingContraction(truth, model, exact.policy);
    expect(radius.left).toBeCloseTo(wanted.spectral_radius_G_pistar, 8);
    expect(norm.allRows.left).toBeCloseTo(wanted.infnorm_G, 8);
    expect(contraction).toBeCloseTo(wanted.gamma_prime, 8);
  });

  test("iterates", () => {
    let value: Float64Array = new Float64Array(36);
    for (const error of wanted.osvi_value_err) {
      value = operatorSplittingStep(truth, model, value);
      expect(total(subtract(value, exact.value)) / total(exact.value)).toBeCloseTo(error, 8);
    }
  });
});

describe("on thousands of MDPs", () => {
  test("errors are multiplied by G, and G is bounded", () => {
    fc.assert(fc.property(shapes, (shape) => {
      const { truth, model, policy, value } = randomCase(shape);
      const { stateCount } = truth;
      const { operator, norm, spectralRadius: radius } = operatorSplittingContraction(truth, model, policy);
      const fixedPoint = policyValues(truth, policy).value;
      const error = subtract(value, fixedPoint);
      const after = subtract(operatorSplittingStep(truth, model, value, policy), fixedPoint);
      const predicted = error.map((_, x) => error.reduce((sum, entry, y) => sum + operator[x * stateCount + y]! * entry, 0));
      const scale = Math.max(1, supNorm(after), supNorm(fixedPoint)) / (1 - shape.discount);
      expect(supNorm(subtract(after, predicted)) / scale).toBeLessThan(1e-10);
      for (const bound of [radius, norm.policyRows, norm.allRows]) if (!holds(bound, 1e-9)) expect.fail(JSON.stringify(bound));
    }), { seed: 1, numRuns: 1000 });
  });

  test("error propagation for evaluation and control, with errors in every step", () => {
    let finite = 0;
    fc.assert(fc.property(shapes, (shape) => {
      const { truth, model, policy, value, random } = randomCase(shape);
      const noisy = (next: (from: Float64Array) => Float64Array): Float64Array[] => {
        const values: Float64Array[] = [value];
        for (let j = 0; j < 3; j++) values.push(next(values[j]!).map((entry) => entry + 0.1 * random.normal()));
        return values;
      };
      const evaluation = operatorSplittingEvaluationBound(truth, model, policy,
        noisy((from) => operatorSplittingStep(truth, model, from, policy))).iterates;
      const control = operatorSplittingControlBound(truth, model,
        noisy((from) => operatorSplittingStep(truth, model, from))).iterates;
      finite += Number(Number.isFinite(control.right));
      const rounding = 1e-11 / (1 - shape.discount);
      for (const bound of [evaluation, control]) if (!holds(bound, rounding)) expect.fail(JSON.stringify(bound));
    }), { seed: 2, numRuns: 500 });
    expect(finite).toBeGreaterThan(150); // and elsewhere γ' ≥ 1, where there is no bound
  });
});

test("error propagation by hand: γ' = 0.2, and a method that never moves from 0", () => {
  const shape = { stateCount: 2, reward: Float64Array.of(1, 0), discount: 0.5 };
  const [stay, leak] = [mdpOf([[[0, 1, 0]], [[1, 1, 0]]], shape), mdpOf([[[0, 0.9, 0], [1, 0.1, 0]], [[1, 1, 0]]], shape)];
  const values = [new Float64Array(2), new Float64Array(2)], error = 1 / (1 - 0.45); // a step from 0 leads to V̂
  const { iterates: evaluation } = operatorSplittingEvaluationBound(stay, leak, Int32Array.of(0, 0), values);
  expect(evaluation.left).toBeCloseTo(2, 12);
  expect(evaluation.right).toBeCloseTo(0.2 * 2 + error, 12);
  const { iterates: control } = operatorSplittingControlBound(stay, leak, values);
  expect(control.right).toBeCloseTo(2 * 0.04 / 0.8 * 2 + 0.4 * 0.8 / 0.64 * error, 12);
});

test("the spectral radius: rotations, triangles, nilpotent matrices", () => {
  expect(spectralRadius(Float64Array.of(0, 2, -2, 0), 2)).toBeCloseTo(2, 10);
  expect(spectralRadius(Float64Array.of(0.5, 100, 0, 0.25), 2)).toBeCloseTo(0.5, 8);
  expect(spectralRadius(Float64Array.of(0, 7, 0, 0), 2)).toBe(0);
  expect(spectralRadius(Float64Array.of(-3), 1)).toBeCloseTo(3, 12);
});
