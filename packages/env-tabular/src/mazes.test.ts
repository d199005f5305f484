import type { Mdp } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { blockingMaze, shortcutMaze } from "./changing-mazes.ts";
import { dynaMaze, largerMaze } from "./dyna-maze.ts";
import { fourRooms } from "./four-rooms.ts";
import { gridWorld } from "./grid-world.ts";
import type { SwitchingWorld } from "./switching-world.ts";
import { switchingWorld } from "./switching-world.ts";
import type { TabularWorld } from "./tabular-world.ts";
import type { WorldSchedule } from "./world-schedule.ts";
import { worldAtStep } from "./world-schedule.ts";
import { toTransitionTable } from "./transition-table.ts";

/** Steps from the start to a terminated transition, breadth first. */
function shortestPath(mdp: Mdp): number {
  const table = toTransitionTable(mdp);
  let frontier = [mdp.initial.indexOf(1)];
  const seen = new Set(frontier);
  for (let steps = 1; frontier.length > 0; steps++) {
    const outcomes = frontier.flatMap((state) => table[state]!.flat());
    if (outcomes.some(([, , , terminated]) => terminated)) return steps;
    frontier = [...new Set(outcomes.map(([, next]) => next))].filter((next) => !seen.has(next));
    frontier.forEach((state) => seen.add(state));
  }
  return Infinity;
}

describe("the Dyna maze", () => {
  test("has 47 states and a shortest path of 14 steps", () => {
    const { mdp, discount } = dynaMaze();
    expect([mdp.stateCount, mdp.actionCount, discount]).toEqual([47, 4, 0.95]);
    expect(shortestPath(mdp)).toBe(14);
  });

  test.each([2, 3, 4, 5, 6, 7, 8])("refined by %i, both grow as they should", (factor) => {
    const { mdp } = largerMaze({ factor });
    expect(mdp.stateCount).toBe(47 * factor ** 2);
    expect(shortestPath(mdp)).toBe(14 * factor);
  });

  test("the factor is 2 … 8", () => {
    expect(() => largerMaze({ factor: 9 })).toThrow(/factor: a whole number from 2 to 8\n.*9/);
    expect(() => largerMaze({ factor: 2.5 })).toThrow(/factor/);
  });
});

describe("the four rooms", () => {
  test("have 104 free cells, 103 of which are starts", () => {
    const { mdp } = fourRooms();
    expect(mdp.stateCount).toBe(104);
    expect(mdp.initial.filter((probability) => probability === 1 / 103)).toHaveLength(103);
  });

  test("moves go astray one time in three", () => {
    const { mdp, grid } = fourRooms({ goal: [1, 1] });
    const state = (row: number, column: number): number => grid!.stateOfCell[row * 13 + column]!;
    const outcomes = toTransitionTable(mdp)[state(2, 2)]![0]!;
    expect(outcomes.map(([, next]) => next)).toEqual([state(1, 2), state(2, 3), state(3, 2), state(2, 1)]);
    const ninths = outcomes.map(([probability]) => 9 * probability);
    [6, 1, 1, 1].forEach((expected, k) => expect(ninths[k]).toBeCloseTo(expected, 14));
    expect(grid!.marks).toEqual({ 14: "G" });
  });

  test("the goal is a free cell", () => {
    expect(() => fourRooms({ goal: [0, 0] })).toThrow(/free cell\n.*\[0, 0\]/);
    expect(() => fourRooms({ goal: [7] })).toThrow(/free cell/);
    expect(() => fourRooms({ goal: [20, 3] })).toThrow(/free cell/);
  });
});

const [up, right, left] = [0, 1, 3];

/** Walks until the end of the episode; how many steps that took. */
function walk(world: SwitchingWorld, actions: readonly number[]): number {
  world.reset();
  const end = actions.findIndex((action) => world.step(action).terminated);
  return end < 0 ? Infinity : end + 1;
}
const times = (count: number, action: number): number[] => new Array<number>(count).fill(action);
/** From (5, 3) through the gap in column 8, and through the gap in column 0. */
const east = [up, ...times(5, right), ...times(4, up)];
const west = [up, ...times(3, left), ...times(4, up), ...times(8, right)];

describe("mazes that change", () => {
  test("the blocking maze: 10 steps through the east, then 16 through the west", () => {
    const maze = blockingMaze({ changeAt: 2 * east.length });
    expect(maze.observation.count).toBe(47);
    expect([walk(maze, east), walk(maze, east)]).toEqual([10, 10]);
    expect([walk(maze, east), walk(maze, west)]).toEqual([Infinity, 16]);
  });

  test("the shortcut maze: 16 steps through the west, then 10 through the east as well", () => {
    const maze = shortcutMaze({ changeAt: east.length + west.length });
    expect([walk(maze, east), walk(maze, west)]).toEqual([Infinity, 16]);
    expect([walk(maze, east), walk(maze, west)]).toEqual([10, 16]);
  });

  test("by default they change after 1000 and after 3000 steps, to the step", () => {
    for (const [maze, changeAt, gap] of [[blockingMaze(), 1000, 10], [shortcutMaze(), 3000, Infinity]] as const) {
      const idle = (count: number): void => times(count, 2).forEach((down) => maze.step(down));
      maze.reset({ seed: 1 });
      idle(changeAt - east.length);
      expect(walk(maze, east)).toBe(gap);
      expect(walk(maze, east)).toBe(gap === 10 ? Infinity : 10);
    }
  });

  test("worlds take turns to the step, by step counts or round and round", () => {
    const turns = (schedule: WorldSchedule): readonly number[] => Array.from({ length: 7 }, (_, n) => worldAtStep(schedule, 3)(n));
    expect(turns({ at: [2, 5] })).toEqual([0, 0, 1, 1, 1, 2, 2]);
    expect(turns({ at: [0, 1] })).toEqual([1, 2, 2, 2, 2, 2, 2]);
    expect(turns({ every: 2 })).toEqual([0, 0, 1, 1, 2, 2, 0]);
    expect(() => turns({ at: [3] })).toThrow("expected at: 2 step counts");
    expect(() => turns({ at: [3, 3] })).toThrow("at[1]: a whole number of at least 4");
    const maze = blockingMaze();
    expect(maze.worldAt(999).mdp).not.toEqual(maze.worldAt(1000).mdp);
    expect(maze.worldAt(0)).toBe(maze.worldAt(999));
  });

  test("whoever stands in the gap that closes may leave it, and cannot come back", () => {
    const maze = blockingMaze({ changeAt: 7 });
    maze.reset();
    const intoGap = [up, ...times(5, right), up].map((action) => maze.step(action).observation).at(-1);
    const above = maze.step(up).observation;
    expect(above).not.toBe(intoGap);
    expect(maze.step(2).observation).toBe(above);
  });

  test("a reset with a seed begins everything anew, one without leaves the count alone", () => {
    const maze = blockingMaze({ changeAt: east.length });
    expect([walk(maze, east), walk(maze, east)]).toEqual([10, Infinity]);
    maze.reset({ seed: 3 });
    expect(walk(maze, east)).toBe(10);
  });

  test("wrong use throws, and counts no step", () => {
    const maze = blockingMaze({ changeAt: east.length });
    expect(() => maze.step(up)).toThrow(/reset/);
    maze.reset();
    expect(() => maze.step(4)).toThrow(/action in discrete\(4\)\n.*4/);
    expect(walk(maze, east)).toBe(10);
    expect(() => maze.step(up)).toThrow(/reset/);
  });

  test("restore, then replay, is the same life: count, state and random stream", () => {
    const slippery = (map: readonly string[]): TabularWorld =>
      gridWorld({ name: "ice", map, success: 0.5, discount: 1 });
    const world = switchingWorld([slippery(["S..", "...", "%%G"]), slippery(["S..", "...", "..G"])], { at: [6] });
    const life = (): number[] => Array.from({ length: 10 }, (_, k) => {
      const { observation, terminated } = world.step(k % 4);
      return terminated ? world.reset().observation : observation;
    });
    world.reset();
    life().slice(0, 3);
    world.reset({ seed: 5 });
    [0, 1, 2].forEach((action) => world.step(action));
    const saved = new Float64Array(world.snapshotSize);
    world.snapshot(saved);
    const shown = world.observe();
    const first = life();
    world.restore(saved);
    expect(world.observe()).toBe(shown);
    expect(life()).toEqual(first);
  });

  test("both worlds have the same states", () => {
    const corridor = (map: readonly string[]): TabularWorld =>
      gridWorld({ name: "corridor", map, discount: 1 });
    expect(() => switchingWorld([corridor(["S.G"]), corridor(["S#G"])], { at: [1] })).toThrow(/3 and 2 states/);
    expect(() => blockingMaze({ changeAt: -1 })).toThrow(/at\[0\]: a whole number of at least 0/);
  });
});
