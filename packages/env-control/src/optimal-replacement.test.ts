import { readFileSync } from "node:fs";
import { philox } from "@worldwise/math";
import { seedKey, stepBuffers } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { optimalReplacement, replacementOptimum } from "./optimal-replacement.ts";

interface Reference {
  readonly expected: { readonly xbar_closed_form: number; readonly V_at: Readonly<Record<string, number>> };
}
const { expected } = JSON.parse(
  readFileSync(new URL("./fixtures/optimal-replacement.json", import.meta.url), "utf8"),
) as Reference; // the reference data, as costs

const streams = (seed: number) => philox.streams(seedKey(seed), 1);

describe("the closed form", () => {
  const { threshold, value } = replacementOptimum();

  test("is the known one", () => {
    expect(threshold).toBeCloseTo(expected.xbar_closed_form, 12);
    for (const [wear, cost] of Object.entries(expected.V_at)) expect(value(Number(wear))).toBeCloseTo(-cost, 11);
  });

  test.each([{}, { upkeep: 1, price: 5, wearRate: 2, discount: 0.9 }, { upkeep: 3, price: 100, wearRate: 0.1, discount: 0.3 }])(
    "solves the Bellman equation: %o", (options) => {
      const { upkeep = 4, price = 30, wearRate = 0.5, discount = 0.6 } = options;
      const { threshold: limit, value: v } = replacementOptimum(options);
      const keep = (wear: number): number => -upkeep * wear + discount * expectedAfter(wear, v, wearRate);
      const replace = -price + discount * expectedAfter(0, v, wearRate);
      for (const share of [0, 0.3, 0.7, 1, 1.2, 2]) {
        const wear = share * limit;
        const best = Math.max(keep(wear), replace);
        expect(Math.abs(v(wear) - best) / Math.abs(best)).toBeLessThan(1e-6);
        if (share !== 1) expect(keep(wear) > replace).toBe(share < 1);
      }
    },
  );
});

/** E V(x + Exp(β)) by the midpoint rule over quantiles. */
function expectedAfter(wear: number, value: (wear: number) => number, wearRate: number): number {
  const count = 200_000;
  let sum = 0;
  for (let k = 0; k < count; k++) sum += value(wear - Math.log1p(-(k + 0.5) / count) / wearRate);
  return sum / count;
}

test("steps by hand: growth is −log(1 − u) / β, of the old wear or of none", () => {
  const world = optimalReplacement();
  const out = stepBuffers(world.state, 1);
  const growth = -Math.log(1 - streams(3).lane(0).uniform()) / 0.5;
  world.step(Float64Array.of(2), Int32Array.of(0), streams(3), out);
  expect(out.state[0]).toBeCloseTo(2 + growth, 14);
  expect(out.reward[0]).toBe(-8);
  world.step(Float64Array.of(2), Int32Array.of(1), streams(3), out);
  expect(out.state[0]).toBeCloseTo(growth, 14);
  expect(out.reward[0]).toBe(-30);
});

test("numbers without a closed form are refused", () => {
  expect(() => optimalReplacement({ price: 0 })).toThrow(/price finite and above 0/);
  expect(() => optimalReplacement({ discount: 1 })).toThrow(/discount above 0 and below 1/);
});
