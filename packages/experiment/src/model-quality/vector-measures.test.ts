import { philox } from "@worldwise/math";
import type { Dynamics, ValueFunction } from "@worldwise/protocol";
import { defineDynamics, seedKey } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { line, walks } from "./fixtures/small-worlds.ts";
import { predictionErrors } from "./prediction-errors.ts";
import { drawnQuality, rankError } from "./predictive-draws.ts";

/** Adds the action, a drift, and noise. */
const walker = ({ drift = 0, noise = 0 }): Dynamics => defineDynamics({
  name: "walker", state: line, action: line, discount: 1,
  start: (_, out) => { out.state = [0]; },
  step(state, action, random, out) { out.state = [state[0]! + action[0]! + drift + (noise > 0 ? noise * random.normal() : 0)]; },
});
const options = { source: philox, key: seedKey(1) };
const twoWalks = walks([0, 1, 3, 6, 10], [5, 4]);
const half: ValueFunction = {
  evaluate(observation, outValue) {
    for (let b = 0; b < outValue.length; b++) outValue[b] = observation[b]! / 2;
  },
};

describe("predictionErrors", () => {
  test("a drift of ½ a step, by hand: (h/2)² after h steps, in episodes that are long enough", () => {
    const { squared, ofValue } = predictionErrors(walker({ drift: 0.5 }), twoWalks, { ...options, horizons: [1, 2, 4, 5], value: half })!;
    expect(squared).toEqual([0.25, 1, 4, Number.NaN]);
    expect(ofValue).toEqual([0.25, 0.5, 1, Number.NaN]);
  });

  test("a perfect model has none, at any horizon", () => {
    expect(predictionErrors(walker({}), twoWalks, { ...options, horizons: [1, 3] })).toEqual({ squared: [0, 0] });
  });

  test("never looks beyond the end of an episode", () => {
    // One step each: a second step would compare the first walk with the second.
    expect(predictionErrors(walker({}), walks([0, 1], [9, 9.5]), { ...options, horizons: [1, 2] })!.squared).toEqual([0, Number.NaN]);
  });

  test("undefined without transitions, and for states that are not seen", () => {
    expect(predictionErrors(walker({}), walks(), { ...options, horizons: [1] })).toBeUndefined();
    const { encode: _, ...blind } = walker({});
    expect(predictionErrors(blind, twoWalks, { ...options, horizons: [1] })).toBeUndefined();
  });
});

describe("rankError", () => {
  test("by hand: all in the middle, all low, evenly spread", () => {
    expect(rankError([0.5, 0.5])).toBeCloseTo((0.1 + 0.2 + 0.3 + 0.4 + 0.5 + 0.4 + 0.3 + 0.2 + 0.1) / 9, 12);
    expect(rankError([0])).toBeCloseTo(0.5, 12);
    expect(rankError([0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95])).toBeCloseTo(0, 12);
  });
});

describe("drawnQuality", () => {
  const random = philox.streams(seedKey(7), 1).lane(0);
  const noisy = walks(...Array.from({ length: 400 }, () => [0, random.normal()]));
  // The action in these walks tells where they lead: a model must not be told.
  noisy.action.fill(0);

  test("a true model is calibrated and likely; a too sure and a too careful one are not", () => {
    const [right, sure, careful] = [1, 0.2, 5].map((noise) => drawnQuality(walker({ noise }), noisy, options)!);
    expect(right!.calibrationError).toBeLessThan(0.04);
    expect(right!.logLikelihood).toBeCloseTo(-0.5 * Math.log(2 * Math.PI) - 0.5, 0);
    for (const other of [sure!, careful!]) {
      expect(other.calibrationError).toBeGreaterThan(2 * right!.calibrationError);
      expect(other.logLikelihood).toBeLessThan(right!.logLikelihood);
    }
  });

  test("the same streams, the same numbers; a model that draws nothing has no scatter to judge", () => {
    expect(drawnQuality(walker({ noise: 1 }), noisy, options)).toEqual(drawnQuality(walker({ noise: 1 }), noisy, options));
    expect(drawnQuality(walker({}), noisy, options)).toBeUndefined();
  });
});
