import { philox, seedKey } from "@worldwise/math";
import type { Environment, Step } from "@worldwise/protocol";
import { box, defineDynamics } from "@worldwise/protocol";
import { asEnvironment } from "@worldwise/rollout";
import { expect, test } from "vitest";
import { fuzzEnvironment } from "./fuzz-environment.ts";

const cart = defineDynamics({
  name: "cart", discount: 0.9, state: box("float64", [-10], [10]), action: box("float64", [-1], [1]),
  start: (random, out) => { out.state[0] = random.uniform(); },
  step([position], [push], _random, out) {
    out.state[0] = Math.min(Math.max(position + push, -10), 10);
    out.terminated = Math.abs(position) > 2;
  },
});
const good = (): Environment => asEnvironment(cart, { seed: 0 }); // seen from outside
const fuzz = (environment: Environment, steps = 3000): ReturnType<typeof fuzzEnvironment> =>
  fuzzEnvironment(environment, { steps, random: philox.streams(seedKey(0), 1) });

test("an environment that keeps its promises passes, and the same dice tell the same story", () => {
  const report = fuzz(good());
  expect([report.steps, report.violations]).toEqual([3000, []]);
  expect(report.ends).toBeGreaterThan(50);
  expect(report.refusals).toBeGreaterThan(20);
  expect(fuzz(good())).toEqual(report);
});

const broken: readonly (readonly [string, (environment: Environment) => Partial<Environment>, RegExp])[] = [
  ["takes any action", ({ step }) => ({ step: (action) => tried(() => step(action)) }), /the action .* was accepted/],
  ["shows NaN", ({ step }) => ({ step: (action) => ({ ...step(action), observation: Float64Array.of(NaN) }) }), /an observation with NaN/],
  ["pays infinities", ({ step }) => ({ step: (action) => ({ ...step(action), reward: Infinity }) }), /a reward of Infinity/],
  ["ends twice", ({ step }) => ({ step: (action) => ({ ...step(action), truncated: true, terminated: true }) }), /both terminated and was truncated/],
  ["takes any seed", ({ reset }) => ({ reset: (options) => reset({ seed: Math.abs(Math.trunc(options?.seed ?? 0)) || 0 }) }), /the seed .* was accepted|threw/],
  ["falls over", ({ step }) => ({ step: (action) => { step(action); throw new Error("oh"); } }), /a step threw Error: oh/],
  ["resets itself", ({ step, reset }) => ({ step: (action) => again(step, reset, action) }), /a step after the end was accepted/],
];

function tried(step: () => Step): Step {
  try {
    return step();
  } catch {
    return { observation: Float64Array.of(0), reward: 0, terminated: false, truncated: false, info: null };
  }
}
function again(step: Environment["step"], reset: Environment["reset"], action: Parameters<typeof step>[0]): Step {
  const taken = step(action);
  if (taken.terminated) reset();
  return taken;
}

test.each(broken)("one that %s is found out", (_, change, violation) => {
  const environment = good();
  expect(fuzz({ ...environment, ...change(environment) }).violations.join("\n")).toMatch(violation);
});

test("one that moves before it refuses is found out", () => {
  const environment = asEnvironment(cart, { seed: 0 });
  const moved = { ...environment, snapshot(outState: Float64Array) { environment.snapshot(outState); outState[0] = calls++; } };
  let calls = 0;
  expect(fuzz(moved as unknown as Environment).violations[0]).toMatch(/was refused, but moved the simulator/); // seen from outside
});
