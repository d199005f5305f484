import type { FeatureMap } from "@worldwise/data";
import { oneHotFeatures, polynomialFeatures } from "@worldwise/data";
import type { Random } from "@worldwise/protocol";
import { box, discrete } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import type { Regressor } from "../index.ts";
import { aggregation, fittedValueIteration, kernelSmoothing, linearRegression } from "../index.ts";
import known from "../fixtures/optimal-replacement.json" with { type: "json" };
import { replacement, streamOf } from "../fixtures/worlds.ts";

const { V_at: exact, xbar_closed_form: threshold } = known.expected;
const bounds = { low: [0], high: [10] };

/** Largest error at the written states, of the cost, which is a reward with a minus. */
function worstError(regressor: Regressor, basePoints: number, successors: number, random: Random, iterations = 20): number {
  const planner = fittedValueIteration(replacement, { regressor, basePoints, successors, iterations, ...bounds });
  const state = planner.init(random);
  planner.plan?.(state, { dynamics: replacement }, random);
  const states = Object.keys(exact).map(Number);
  const out = new Float64Array(states.length);
  planner.decision(state).value.evaluate(Float64Array.from(states), out);
  return Object.values(exact).reduce((worst, cost, i) => Math.max(worst, Math.abs(cost + out[i]!)), 0);
}

/**
 * Uniform numbers that are spread evenly, first over the base points and then over the successors of each: quadrature in place of
 * chance.
 */
function evenly(basePoints: number, successors: number): Random {
  let calls = 0;
  return {
    uniform() {
      const call = calls++;
      return call < basePoints ? (call + 0.5) / basePoints : ((call - basePoints) % successors + 0.5) / successors;
    },
    normal: () => NaN, integer: () => NaN,
  };
}

describe("optimal replacement", () => {
  const quartic = linearRegression({ features: polynomialFeatures({ degree: 4, ...bounds }) });

  test("polynomials of degree 4 from 100 base points and 10 successors, over seeds: costs are 18 to 49", () => {
    const errors = [1, 2, 3, 4, 5].map((seed) => worstError(quartic, 100, 10, streamOf(seed)));
    expect(Math.max(...errors)).toBeLessThan(1.5);
  });

  test("without chance what is left is the error of the class, and shrinks with it", () => {
    const errors = [4, 8, 16].map((degree) =>
      worstError(linearRegression({ features: polynomialFeatures({ degree, ...bounds }) }), 80, 50, evenly(80, 50)));
    expect(errors[0]).toBeLessThan(1);
    expect(errors[1]).toBeLessThan(0.5);
    expect(errors[2]).toBeLessThan(0.15);
  });

  test("with a basis that holds the optimum it comes as near as the closed form is known", () => {
    const closed: FeatureMap = {
      name: "closed form",
      bind: () => ({
        size: 3,
        write(input, row, out) {
          const x = Math.min(input[row]!, threshold);
          out.set([1, x, Math.exp(0.2 * (x - threshold))]);
        },
      }),
    };
    const error = worstError(linearRegression({ features: closed }), 16, 2000, evenly(16, 2000), 25);
    expect(error).toBeLessThan(known.relative_tolerance * Math.max(...Object.values(exact)));
  });

  test("the greedy policy keeps below the threshold and replaces above", () => {
    const planner = fittedValueIteration(replacement, {
      regressor: linearRegression({ features: polynomialFeatures({ degree: 6, ...bounds }) }),
      basePoints: 200, successors: 50, ...bounds, explore: 0,
    });
    const state = planner.init(streamOf(1));
    planner.plan?.(state, { dynamics: replacement }, streamOf(2));
    const q = new Float64Array(4);
    planner.decision(state).actionValue.evaluate(Float64Array.of(threshold - 0.5, threshold + 0.5), null, q);
    expect(q[0]).toBeGreaterThan(q[1]!);
    expect(q[2]).toBeLessThan(q[3]!);
  });
});

describe("exactly", () => {
  // Every successor is the same, so that samples are expectations: V(0) = max(1 + γV(1), 0), V(1) = max(2, γV(0)) with γ = 0.5
  const problem = { observation: discrete(2), action: discrete(2), discount: 0.5 };
  const dynamics = {
    ...problem, state: problem.observation,
    start: () => undefined,
    step(
      state: Int32Array, action: Int32Array, _: unknown, out: { state: Int32Array; reward: Float64Array; terminated: Uint8Array }
    ) {
      for (let b = 0; b < out.reward.length; b++) {
        out.state[b] = 1 - state[b]!;
        out.reward[b] = action[b] === 0 ? state[b]! + 1 : 0;
        out.terminated[b] = state[b] === 1 && action[b] === 0 ? 1 : 0;
      }
    },
    observe: (state: Int32Array, outObservation: Int32Array) => outObservation.set(state),
  };

  test.each(
    [linearRegression({ features: oneHotFeatures() }), aggregation()] as Regressor[]
  )("a table with $name", (regressor) => { // lists of unlike states
    const planner = fittedValueIteration(problem, { regressor, basePoints: 40, successors: 2 });
    const state = planner.init(streamOf(1));
    expect(planner.plan?.(state, { dynamics }, streamOf(2))).toBe("converged");
    const decision = planner.decision(state);
    const [v, q] = [new Float64Array(2), new Float64Array(4)];
    decision.value.evaluate(Int32Array.of(0, 1), v);
    decision.actionValue.evaluate(Int32Array.of(0, 1), null, q);
    [2, 2].forEach((entry, i) => expect(v[i]).toBeCloseTo(entry, 10));
    [2, 1, 2, 1].forEach((entry, i) => expect(q[i]).toBeCloseTo(entry, 10));
  });
});

describe("what may come", () => {
  test("bounds that are not finite need others, or base points from the data", () => {
    const regressor = kernelSmoothing();
    expect(() => fittedValueIteration(replacement, { regressor })).toThrow(/finite bounds of the base points/);
    expect(() => fittedValueIteration(replacement, { regressor, base: "data" })).not.toThrow();
    expect(() => fittedValueIteration(replacement)).toThrow(/finite bounds of 1 dimensions for polynomial/);
    expect(() => fittedValueIteration(replacement, bounds)).not.toThrow();
  });

  test("needs what it says", () => {
    const regressor = kernelSmoothing();
    expect(fittedValueIteration(replacement, { regressor, ...bounds })["~worldwise"].needs).toEqual(["dynamics"]);
    expect(fittedValueIteration(replacement, { regressor, base: "data" })["~worldwise"].needs).toEqual(["data", "dynamics"]);
  });

  test("options are checked, and actions must be countable", () => {
    expect(() => fittedValueIteration(replacement, { ...bounds, basePoints: 0 })).toThrow(/basePoints/);
    expect(() => fittedValueIteration(replacement, { ...bounds, successors: 0 })).toThrow(/successors/);
    const torque = { observation: box("float64", [0], [1]), action: box("float64", [-1], [1]), discount: 0.9 };
    // @ts-expect-error actions are boxes
    expect(() => fittedValueIteration(torque)).toThrow(/actions that can be counted/);
  });
});
