import type { Box, Discrete, Environment, Step } from "@worldwise/protocol";
import { box, discrete } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { asDynamics } from "./as-dynamics.ts";
import { asEnvironment } from "./as-environment.ts";
import { checked } from "./checked.ts";

type Small = Environment<Discrete, Discrete, null>;
const fine: Step<Discrete, null> = { observation: 1, reward: 0.5, terminated: false, truncated: false, info: null };

/** An environment that answers every step so. */
const answering = (step: Partial<Record<keyof Step, unknown>>, start = 0): Small => ({
  observation: discrete(2), action: discrete(2), discount: 1,
  reset: () => ({ observation: start, info: null }),
  step: () => ({ ...fine, ...step }) as Step<Discrete, null>, // broken on purpose
});
const firstStep = (environment: Small): Step<Discrete, null> => {
  const watched = checked(environment);
  watched.reset();
  return watched.step(1);
};

describe("checked", () => {
  test("passes on what keeps its promises", () => {
    expect(firstStep(answering({}))).toEqual(fine);
    expect(firstStep(answering({ truncated: true }))).toEqual({ ...fine, truncated: true });
  });

  test.each([
    [{ observation: 2 }, "expected observation in discrete(2)\n     got 2"],
    [{ reward: Number.NaN }, "expected a finite reward\n     got NaN"],
    [{ reward: undefined }, "got undefined"],
    [{ terminated: 1 }, "expected terminated: true or false\n     got 1"],
    [{ truncated: undefined }, "expected truncated: true or false"],
    [{ terminated: true, truncated: true }, "expected terminated or truncated, not both"],
  ])("finds the broken step %o", (step, message) => {
    expect(() => firstStep(answering(step))).toThrow(message);
  });

  test("finds a start outside the space", () => {
    expect(() => checked(answering({}, -1)).reset()).toThrow("expected observation in discrete(2)\n     got -1");
  });

  test("finds calls out of order and actions outside their space", () => {
    const watched = checked(answering({ terminated: true }));
    expect(() => watched.step(0)).toThrow("to be reset before its first step");
    watched.reset();
    expect(() => watched.step(2)).toThrow("expected action in discrete(2)");
    watched.step(0);
    expect(() => watched.step(0)).toThrow("after its episode ended");
    watched.reset();
    expect(watched.step(0).terminated).toBe(true);
  });

  test("finds illegal actions", () => {
    const masked: Small = { ...answering({}), legalActions: { mask: (observation, outMask) => outMask.set(observation[0] === 0 ? [1, 0] : [1, 1]) } };
    const watched = checked(masked);
    watched.reset();
    expect(() => watched.step(1)).toThrow("expected a legal action: 0\n     got 1\n   to do ask legalActions.mask");
    watched.step(0);
    expect(watched.step(1)).toEqual(fine);
  });

  test("finds an array that is used again, and an action that is written", () => {
    const shared = Float64Array.of(0);
    const boxes = (step: (action: Float64Array) => Float64Array): Environment<Box<"float64">, Box<"float64">, null> => ({
      observation: box("float64", [-1], [1]), action: box("float64", [-1], [1]), discount: 1,
      reset: () => ({ observation: shared, info: null }),
      step: (action) => ({ ...fine, observation: step(action) }),
    });
    const reused = checked(boxes(() => shared));
    reused.reset();
    expect(() => reused.step(Float64Array.of(0))).toThrow("expected a new array for each observation");
    const written = checked(boxes((action) => { action[0] = 0.5; return Float64Array.of(0); }));
    written.reset();
    expect(() => written.step(Float64Array.of(0))).toThrow("expected the action's array as it was");
    const kept = checked(boxes((action) => action.slice()));
    kept.reset();
    expect(kept.step(Float64Array.of(0.25)).observation).toEqual(Float64Array.of(0.25));
  });

  test("keeps snapshots, and knows the order of calls after one", () => {
    const coin = asDynamics({
      stateCount: 2, actionCount: 1, discount: 1, initial: Float64Array.of(1, 0), rowStart: Int32Array.of(0, 2), rowEnd: Int32Array.of(2, 3),
      successor: Int32Array.of(0, 1, 1), probability: Float64Array.of(0.5, 0.5, 1), terminated: Uint8Array.of(0, 1, 1), reward: Float64Array.of(1, 0),
    });
    const [watched, twin] = [checked(asEnvironment(coin, { seed: 1 })), checked(asEnvironment(coin, { seed: 2 }))];
    const saved = new Float64Array(watched.snapshotSize);
    watched.reset();
    watched.snapshot(saved);
    twin.restore(saved);
    expect(twin.observe()).toBe(0);
    while (!watched.step(0).terminated) expect(twin.step(0).terminated).toBe(false);
    expect(twin.step(0).terminated).toBe(true);
    twin.restore(saved);
    expect(twin.step(0).reward).toBe(1);
    watched.snapshot(saved);
    twin.restore(saved);
    expect(() => twin.step(0)).toThrow("after its episode ended");
    expect("snapshot" in checked(answering({}))).toBe(false);
  });

  test("passes close on", () => {
    let closed = 0;
    checked({ ...answering({}), close: () => { closed++; } }).close?.();
    expect(closed).toBe(1);
  });
});
