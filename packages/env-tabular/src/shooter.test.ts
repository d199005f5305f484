import { bellmanProblem, philox, seedKey } from "@worldwise/math";
import { allocate, stepBuffers } from "@worldwise/protocol";
import { asDynamics } from "@worldwise/rollout";
import { describe, expect, test } from "vitest";
import { shooter, shooterReference, smallShooter } from "./index.ts";
import type { Shooter } from "./index.ts";

const random = philox.streams(seedKey(1), 1);

/** Pictures and rewards of a sequence of actions. */
function played(world: Shooter, actions: readonly number[]): { readonly pictures: readonly string[]; readonly rewards: readonly number[] } {
  const [state, out, seen] = [allocate(world.state, 1), stepBuffers(world.state, 1), allocate(world.observation, 1)];
  const [rows, columns] = world.observation.shape;
  const picture = (): string => {
    world.observe(state, seen);
    return Array.from({ length: rows! }, (_, r) => [...seen.subarray(r * columns!, (r + 1) * columns!)].map((on) => ".#"[on]).join("")).join("/");
  };
  world.start(random, state);
  const pictures = [picture()];
  const rewards = actions.map((action) => {
    world.step(state, Int32Array.of(action), random, out);
    state.set(out.state);
    pictures.push(picture());
    return out.reward[0]!;
  });
  return { pictures, rewards };
}

const small = { rows: 5, columns: 5, targets: [2] };

describe("shooter", () => {
  test("a bullet through the notch earns the bullseye, drawn by hand", () => {
    const { pictures, rewards } = played(shooter(small), [2, 3, 0, 0, 0, 0]);
    expect(pictures).toEqual([
      ".###./.#.#./...../...../.#...", ".###./.#.#./...../...../..#..", ".###./.#.#./...../..#../..#..", ".###./.#.#./..#../...../..#..",
      ".###./.###./...../...../..#..", "...../...../...../...../..#..", "...../...../...../...../..#..",
    ]);
    expect(rewards).toEqual([0, -1, 0, 0, 20, 0]);
  });
  test("a bullet beside it earns the edge, one step sooner; a second one finds nothing", () => {
    const { pictures, rewards } = played(shooter(small), [3, 3, 0, 0, 0, 0]);
    expect(rewards).toEqual([-1, -1, 10, 0, 0, 0]);
    expect(pictures[3]).toBe("...../...../.#.../...../.#...");
    expect(pictures[5]).toBe(".#.../...../...../...../.#...");
    expect(pictures[6]).toBe("...../...../...../...../.#...");
  });
  test("the ship stops at the sides, and moves as it does not shoot", () => {
    const { pictures } = played(shooter(small), [1, 1, 2, 2, 2, 2, 2]);
    expect(pictures.map((picture) => picture.slice(-5).indexOf("#"))).toEqual([1, 0, 0, 1, 2, 3, 4, 4]);
  });
  test("encode finds the state of every picture", () => {
    const world = shooter(small);
    const [state, out, seen, read] = [allocate(world.state, 1), stepBuffers(world.state, 1), allocate(world.observation, 1), allocate(world.state, 1)];
    world.start(random, state);
    for (let step = 0; step < 300; step++) {
      world.observe(state, seen);
      world.encode!(seen, read);
      expect(read).toEqual(state);
      world.step(state, Int32Array.of(random.lane(0).integer(4)), random, out);
      state.set(out.state);
      if (step % 50 === 49) world.start(random, state);
    }
  });
  test("refuses pictures that do not hold the targets", () => {
    expect(() => shooter({ rows: 3 })).toThrow(/rows: a whole number from 4/);
    expect(() => shooter({ targets: [0] })).toThrow(/targets\[0\]: a whole number from 1 to 13/);
    expect(() => shooter({ targets: [2, 4] })).toThrow(/do not overlap/);
    expect(() => shooter({ targets: [] })).toThrow(/at least one target/);
    expect(() => shooter({ targetWidth: 4 })).toThrow(/odd targetWidth/);
    expect(() => shooter({ edge: Number.NaN })).toThrow(/edge: a finite number/);
    expect(() => shooter({ discount: 2 })).toThrow(/discount/);
    expect(() => smallShooter({ rows: 15, columns: 15, targets: [7] })).toThrow(/at most 200000 states/);
  });
});

describe("the reference policy", () => {
  test("shoots at t = 1, 7 and 13, and no policy earns more", () => {
    const world = shooter();
    const reference = shooterReference();
    const [state, out, seen, action] = [allocate(world.state, 1), stepBuffers(world.state, 1), allocate(world.observation, 1), new Int32Array(1)];
    world.start(random, state);
    const shots: number[] = [];
    let earned = 0;
    for (let t = 0; t < 30; t++) {
      world.observe(state, seen);
      reference.act(seen, random, action);
      if (action[0] === 3) shots.push(t);
      world.step(state, action, random, out);
      state.set(out.state);
      earned += 0.9 ** t * out.reward[0]!;
    }
    expect(shots).toEqual([1, 7, 13]);
    expect(earned).toBeCloseTo(bestByAim(), 10);
  });
});

/** The optimum of 15 × 15: what a shot will earn is known when it is fired, so place and targets not yet shot at are enough. */
function bestByAim(): number {
  const value = new Float64Array(15 * 8);
  for (let sweep = 0; sweep < 500; sweep++) {
    for (let mask = 0; mask < 8; mask++) for (let x = 0; x < 15; x++) {
      const at = (place: number, left: number): number => value[Math.min(Math.max(place, 0), 14) * 8 + left]!;
      const target = [2, 7, 12].findIndex((center, i) => ((mask >> i) & 1) === 1 && Math.abs(center - x) <= 1);
      const earned = target < 0 ? 0 : [2, 7, 12].includes(x) ? 20 * 0.9 ** 13 : 10 * 0.9 ** 12;
      const shoot = -1 + earned + 0.9 * at(x, target < 0 ? mask : mask & ~(1 << target));
      value[x * 8 + mask] = Math.max(shoot, ...[-1, 0, 1].map((move) => 0.9 * at(x + move, mask)));
    }
  }
  return value[1 * 8 + 7]!;
}

describe("small shooter", () => {
  test("its table is the rules of `shooter`", () => {
    const [table, world] = [smallShooter(), shooter(small)];
    const sampled = asDynamics(table.mdp);
    const [s, state] = [allocate(sampled.state, 1), allocate(world.state, 1)];
    const [here, there] = [stepBuffers(sampled.state, 1), stepBuffers(world.state, 1)];
    const [drawn, seen] = [new Uint8Array(25), new Uint8Array(25)];
    world.start(random, state);
    for (let step = 0; step < 200; step++) {
      const action = Int32Array.of(random.lane(0).integer(4));
      sampled.step(s, action, random, here);
      world.step(state, action, random, there);
      s.set(here.state);
      state.set(there.state);
      table.bitmap(s[0]!, drawn);
      world.observe(state, seen);
      expect(drawn).toEqual(seen);
      expect(here.reward[0]).toBe(there.reward[0]);
    }
  });
  test("is worth one shot through the bullseye", () => {
    const { mdp } = smallShooter();
    const value = new Float64Array(mdp.stateCount);
    bellmanProblem(mdp).valueIteration(value, { tolerance: 1e-10, maxIterations: 2000 });
    expect(value[0]).toBeCloseTo(0.9 * (-1 + 20 * 0.9 ** 3), 8); // right, shoot, three steps later the bullseye
  });
});
