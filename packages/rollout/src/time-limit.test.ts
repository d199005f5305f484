import { box, defineDynamics } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { asEnvironment } from "./as-environment.ts";
import { defaultTimeLimit, timeLimit } from "./time-limit.ts";

/** Counts what is added; ends at 3. */
const counter = defineDynamics({
  name: "counter", discount: 1, maxEpisodeSteps: 2, state: box("float64", [0], [10]), action: box("float64", [0], [1]),
  start: (_random, out) => { out.state = [0]; },
  step([count], [increment], _random, out) {
    out.state = [count + increment];
    out.terminated = count + increment >= 3;
  },
});
const counting = (): ReturnType<typeof asEnvironment<typeof counter.observation, typeof counter.action, typeof counter.state>> =>
  asEnvironment(counter, { seed: 0 });

const ends = (environment: ReturnType<typeof counting>, increments: readonly number[]): [boolean, boolean][] =>
  increments.map((increment) => {
    const { terminated, truncated } = environment.step(Float64Array.of(increment));
    return [terminated, truncated];
  });

describe("timeLimit", () => {
  test("truncates the step that reaches the limit, in every episode", () => {
    const environment = timeLimit(counting(), 2);
    for (let episode = 0; episode < 2; episode++) {
      environment.reset();
      expect(ends(environment, [0, 0])).toEqual([[false, false], [false, true]]);
    }
  });

  test("leaves the step to `terminated` when both fall together", () => {
    const environment = timeLimit(counting(), 3);
    environment.reset();
    expect(ends(environment, [1, 1, 1])).toEqual([[false, false], [false, false], [true, false]]);
  });

  test("passes on a truncation from inside", () => {
    const environment = timeLimit(timeLimit(counting(), 1), 5);
    environment.reset();
    expect(ends(environment, [0])).toEqual([[false, true]]);
  });

  test("after a truncation a step throws until the next reset", () => {
    const environment = timeLimit(counting(), 1);
    expect(() => environment.step(Float64Array.of(0))).toThrow("to be reset before its first step");
    environment.reset();
    environment.step(Float64Array.of(0));
    expect(() => environment.step(Float64Array.of(0))).toThrow("expected no step of the environment after its episode ended");
    environment.reset();
    expect(ends(environment, [0])).toEqual([[false, true]]);
  });

  test("counts on from a snapshot, also after an end", () => {
    const [environment, twin] = [timeLimit(counting(), 3), timeLimit(counting(), 3)];
    environment.reset();
    ends(environment, [0.5, 0.5]);
    const saved = new Float64Array(environment.snapshotSize);
    environment.snapshot(saved);
    ends(environment, [0]);
    twin.restore(saved);
    expect([...twin.observe()]).toEqual([1]);
    expect(ends(twin, [0])).toEqual([[false, true]]);
    environment.snapshot(saved);
    twin.reset();
    twin.restore(saved);
    expect(() => twin.step(Float64Array.of(0))).toThrow("after its episode ended");
    expect(() => twin.restore(new Float64Array(2))).toThrow(`expected a snapshot of ${environment.snapshotSize} doubles`);
  });

  test("adds no capability that is not there, and passes close on", () => {
    let closed = 0;
    const { observation, action, discount, reset, step } = counting();
    const plain = timeLimit({ observation, action, discount, reset, step, close: () => { closed++; } }, 2);
    expect("snapshot" in plain).toBe(false);
    plain.close?.();
    expect(closed).toBe(1);
    expect("close" in timeLimit(counting(), 2)).toBe(false);
  });

  test("a refused reset changes nothing", () => {
    const environment = timeLimit(counting(), 1);
    environment.reset();
    environment.step(Float64Array.of(0));
    expect(() => environment.reset({ seed: -1 })).toThrow("got -1");
    expect(() => environment.step(Float64Array.of(0))).toThrow("after its episode ended");
  });

  test("refuses limits that are none", () => {
    for (const limit of [0, -1, 1.5, Number.NaN]) expect(() => timeLimit(counting(), limit)).toThrow("expected a time limit of at least one step");
    expect(timeLimit(counting(), Infinity).maxEpisodeSteps).toBe(Infinity);
  });
});

test("defaultTimeLimit applies the customary limit, where there is one", () => {
  const environment = defaultTimeLimit(counting());
  environment.reset();
  expect(ends(environment, [0, 0])).toEqual([[false, false], [false, true]]);
  const { maxEpisodeSteps: _, ...unlimited } = counting();
  expect(defaultTimeLimit(unlimited)).toBe(unlimited);
});
