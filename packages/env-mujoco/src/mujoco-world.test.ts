import type { Step } from "@worldwise/protocol";
import { afterAll, describe, expect, test } from "vitest";
import { drawAction, streamOf } from "./fixtures/random-actions.ts";
import { worldNamed, worlds } from "./fixtures/worlds.ts";
import type { MujocoWorld } from "./index.ts";
import { halfCheetah, hopper } from "./index.ts";
import { invertedPendulumModel } from "./models/inverted-pendulum-model.ts";
import { officialEngine } from "./official-engine.ts";
import { openSimulationCount } from "./shared-simulations.ts";

type AnyStep = Omit<Step, "observation"> & { readonly observation: Float64Array };

/** Random steps; an episode that ends starts anew. */
function play(world: MujocoWorld<object>, steps: number, seed: number): AnyStep[] {
  const random = streamOf(seed);
  return Array.from({ length: steps }, () => {
    const result = world.step(drawAction(world.action, random));
    if (result.terminated) world.reset();
    return result;
  });
}

const snapshotOf = (world: MujocoWorld<object>): Float64Array => {
  const snapshot = new Float64Array(world.snapshotSize);
  world.snapshot(snapshot);
  return snapshot;
};

describe.each(worlds)("$name", ({ make }) => {
  const world = make();
  afterAll(() => world.close());

  test("restore and replay is bit-identical, in itself and in another environment", () => {
    world.reset({ seed: 4 });
    play(world, 7, 1);
    const snapshot = snapshotOf(world);
    const [seen, first] = [world.observe(), play(world, 12, 2)];
    world.restore(snapshot);
    expect(world.observe()).toEqual(seen);
    expect(play(world, 12, 2)).toEqual(first);
    const other = make({ seed: 9 });
    other.restore(snapshot);
    expect(play(other, 12, 2)).toEqual(first);
    other.close();
  });

  test("environments that take turns do not notice each other, nor pictures", () => {
    const [one, other] = [make(), make()];
    world.reset({ seed: 6 });
    const alone = play(world, 6, 3);
    one.reset({ seed: 6 });
    other.reset({ seed: 7 });
    const [random, others] = [streamOf(3), streamOf(4)];
    for (const expected of alone) {
      const result = one.step(drawAction(one.action, random));
      expect(result).toEqual(expected);
      if (result.terminated) one.reset();
      other.scene();
      if (other.step(drawAction(other.action, others)).terminated) other.reset();
    }
    one.close();
    other.close();
  });

  test("positions and velocities followed by zeros are the beginning of an episode", () => {
    const { observation } = world.reset({ seed: 8 });
    const begun = snapshotOf(world);
    const bare = begun.map((number, i) => (i < world.snapshotSize - begun.length + bareSize(world) ? number : 0));
    world.restore(bare);
    expect(world.observe()).toEqual(observation);
    const again = play(world, 1, 5);
    world.restore(begun);
    expect(play(world, 1, 5)).toEqual(again);
  });

  test("the picture keeps its frame, and its marks are finite", () => {
    world.reset({ seed: 2 });
    const { left, right, bottom, top, marks } = world.scene();
    play(world, 3, 1);
    const later = world.scene();
    expect(later).toMatchObject({ left, right, bottom, top });
    expect(later.marks).not.toEqual(marks);
    expect(world.scene()).toEqual(later);
    expect(JSON.stringify(later)).not.toMatch(/null/);
    const body = later.marks.filter(({ tone }) => tone === "body" || tone === "agent");
    expect(body.length).toBeGreaterThanOrEqual(2);
  });
});

/** Positions and velocities: what comes before the warm start, as long as the velocities. */
function bareSize(world: MujocoWorld<object>): number {
  const { positionSize, velocitySize } = worldNamed(world["~worldwise"].name);
  return positionSize + velocitySize;
}

describe("memory", () => {
  test("environments of a model share its simulation, the last one frees it", () => {
    // An engine of its own counts for itself.
    const engine = { ...officialEngine };
    const all = worlds.flatMap(({ make }) => [make({}, engine), make({}, engine), make({}, engine)]);
    expect(openSimulationCount(engine)).toBe(worlds.length);
    const margins = worldNamed("hopper").make({ contactMargins: "3.9" }, engine);
    expect(openSimulationCount(engine)).toBe(worlds.length + 1);
    for (const world of all.slice(1)) world.close();
    for (const world of all.slice(1)) world.close();
    expect(openSimulationCount(engine)).toBe(2);
    for (const world of [all[0]!, margins]) world.close();
    expect(openSimulationCount(engine)).toBe(0);
  });

  test("a thousand cycles, and a thousand environments at once, do not grow the engine's memory", { timeout: 30_000 }, () => {
    const engine = { ...officialEngine };
    const cycle = (): void => worlds.forEach(({ make }) => make({}, engine).close());
    cycle();
    // A view dies where the memory grows; each model takes more than 1 MB of it, and there are 18.
    const keeper = officialEngine.open(invertedPendulumModel());
    const { position } = keeper.arrays();
    for (let round = 0; round < 1000 / worlds.length; round++) cycle();
    const many = Array.from({ length: 1000 }, () => hopper());
    expect(many.at(-1)!.reset().observation).toHaveLength(11);
    for (const world of many) world.close();
    expect(position).toHaveLength(2);
    keeper.close();
  });

  test("observations outlive whatever is opened and closed later", () => {
    const world = halfCheetah();
    const { observation } = world.reset({ seed: 1 });
    const copy = observation.slice();
    const opened = worlds.map(({ make }) => make());
    world.step(new Float32Array(6));
    for (const other of opened) other.close();
    world.close();
    expect(observation).toEqual(copy);
  });

  test("after close every call throws", () => {
    const world = hopper();
    world.reset();
    const snapshot = snapshotOf(world);
    world.close();
    const calls = [
      () => world.reset(), () => world.step(new Float32Array(3)), () => world.scene(), () => world.restore(snapshot),
    ];
    for (const call of calls) expect(call).toThrow(expect.objectContaining({ code: "closed", facts: { world: "hopper" } }));
  });
});

describe("what is refused", () => {
  const world = hopper();
  afterAll(() => world.close());
  const code = (name: string): unknown => expect.objectContaining({ code: name });

  test("steps and pictures out of order", () => {
    const fresh = hopper();
    expect(() => fresh.step(new Float32Array(3))).toThrow(code("step-before-reset"));
    expect(() => fresh.scene()).toThrow(code("step-before-reset"));
    fresh.close();
  });

  test.each([
    ["NaN", Float32Array.of(0, Number.NaN, 0)], ["an infinity", Float32Array.of(0, 0, Infinity)],
    ["beyond a bound", Float32Array.of(0, 1.5, 0)], ["too few numbers", Float32Array.of(0, 0)],
  ])("an action with %s, which changes nothing", (_, action) => {
    world.reset({ seed: 1 });
    const before = snapshotOf(world);
    expect(() => world.step(action)).toThrow(code("outside-space"));
    expect(snapshotOf(world)).toEqual(before);
  });

  test("snapshots of another length, or with numbers that are not finite, which change nothing", () => {
    world.reset({ seed: 1 });
    const before = snapshotOf(world);
    expect(() => world.restore(new Float64Array(3))).toThrow(code("wrong-array"));
    expect(() => world.snapshot(new Float64Array(3))).toThrow(code("wrong-array"));
    expect(() => world.restore(before.map((number, i) => (i === 2 ? Number.NaN : number)))).toThrow(/NaN at place 2/);
    expect(snapshotOf(world)).toEqual(before);
  });

  test.each(worlds)("physics of $name that blow up: world and step are named, a reset heals", ({ name, make, positionSize }) => {
    const fragile = make();
    fragile.reset({ seed: 1 });
    const healthy = snapshotOf(fragile);
    const steps = positionSize > 2 ? 2 : 1;
    for (let k = 1; k < steps; k++) fragile.step(new Float32Array(fragile.action.size));
    const wild = snapshotOf(fragile);
    wild.fill(1e11, positionSize, positionSize + 2);
    fragile.restore(wild);
    const still = new Float32Array(fragile.action.size);
    const failure = code("unstable-physics");
    expect(() => fragile.step(still)).toThrow(failure);
    fragile.restore(wild);
    expect(() => fragile.step(still)).toThrow(expect.objectContaining({ facts: { world: name, step: steps } }));
    expect(() => fragile.step(still)).toThrow(code("step-after-end"));
    expect(fragile.reset({ seed: 1 }).observation.every(Number.isFinite)).toBe(true);
    expect(snapshotOf(fragile)).toEqual(healthy);
    fragile.close();
  });
});
