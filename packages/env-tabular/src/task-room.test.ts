import { bellmanProblem } from "@worldwise/math";
import type { Mdp } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { changingTasks } from "./changing-tasks.ts";
import { taskRoom, taskRoomState } from "./task-room.ts";
import { toTransitionTable } from "./transition-table.ts";

const work = 4;
const stateOf = (
  cell: number, dirty: number, blue: number, cells: number,
): number => (cell * 2 ** cells + dirty) * 2 ** cells + blue;
const optimum = (mdp: Mdp): Float64Array => {
  const value = new Float64Array(mdp.stateCount);
  bellmanProblem(mdp).valueIteration(value, { tolerance: 1e-10, maxIterations: 5000, rule: "sup" });
  return value;
};

describe("taskRoom", () => {
  const [artist, cleaner] = (["artist", "cleaner"] as const).map((task) => taskRoom({ task }));

  test("both tasks have the same dynamics, number for number, and other rewards", () => {
    const [{ reward: artistReward, ...artistDynamics }, { reward: cleanerReward, ...cleanerDynamics }] =
      (["artist", "cleaner"] as const).map((task) => taskRoom({ task, rows: 1, columns: 3 }).mdp) as [Mdp, Mdp]; // two
    expect(artistDynamics).toEqual(cleanerDynamics);
    expect(artistReward).not.toEqual(cleanerReward);
    expect(artist!.mdp.stateCount).toBe(1024);
  });

  test("work pays on blue tiles and in dirty cells, moves never do", () => {
    const pays = (mdp: Mdp, state: number): readonly number[] => [...mdp.reward.subarray(5 * state, 5 * state + 5)];
    const dirtyHere = stateOf(2, 0b0100, 0b1011, 4);
    expect(pays(cleaner!.mdp, dirtyHere)).toEqual([0, 0, 0, 0, 1]);
    expect(pays(artist!.mdp, dirtyHere)).toEqual([0, 0, 0, 0, 0]);
    const blueHere = stateOf(1, 0b1101, 0b0010, 4);
    expect([pays(cleaner!.mdp, blueHere)[work], pays(artist!.mdp, blueHere)[work]]).toEqual([0, 1]);
  });

  test("one step of a room of two cells, by hand", () => {
    const table = toTransitionTable(taskRoom({ rows: 1, repaint: 0.5, dirtFall: 0.2 }).mdp);
    // In cell 0, dirt there, tile 1 blue; work cleans. Colors: stay 1/2, either flips 1/4. Dirt: none 0.8, on either 0.1.
    const outcomes = table[stateOf(0, 0b01, 0b10, 2)]![work]!.map(
      ([p, next, reward, terminated]) => [Number(p.toFixed(12)), next, reward, terminated],
    );
    const expected = [[0.8, 0b00], [0.1, 0b01], [0.1, 0b10]].flatMap(([p, dirty]) =>
      [[0.5, 0b10], [0.25, 0b11], [0.25, 0b00]].map(
        ([q, blue]) => [Number((p! * q!).toFixed(12)), stateOf(0, dirty!, blue!, 2), 1, false],
      ));
    expect(outcomes).toEqual(expected);
    const moved = table[stateOf(0, 0b01, 0b10, 2)]![1]!; // right: the dirt stays, so falling on it changes nothing
    expect(moved.map(([, next]) => taskRoomState(next, 2).cell)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(moved.filter(([, next]) => taskRoomState(next, 2).dirty[0])).toHaveLength(6);
  });

  test("states in parts", () => {
    expect(taskRoomState(stateOf(1, 0b01, 0b10, 2), 2)).toEqual({ cell: 1, dirty: [true, false], blue: [false, true] });
    expect(() => taskRoomState(32, 2)).toThrow(/state: a whole number from 0 to 31/);
  });

  test("the artist's optimum ignores dirt and the cleaner's ignores colors; each reads the other part", () => {
    const [artistValue, cleanerValue] = [optimum(artist!.mdp), optimum(cleaner!.mdp)];
    for (let state = 0; state < 1024; state++) {
      const [cell, dirty, blue] = [state >> 8, (state >> 4) & 15, state & 15];
      expect(artistValue[state]).toBeCloseTo(artistValue[stateOf(cell, 0, blue, 4)]!, 8);
      expect(cleanerValue[state]).toBeCloseTo(cleanerValue[stateOf(cell, dirty, 0, 4)]!, 8);
    }
    expect(artistValue[stateOf(0, 0, 0b1111, 4)]! - artistValue[0]!).toBeGreaterThan(0.5);
    expect(cleanerValue[stateOf(0, 0b1111, 0, 4)]! - cleanerValue[0]!).toBeGreaterThan(0.5);
  });

  test("is drawn: tiles in their colors, specks of dirt, the agent", () => {
    const { marks } = taskRoom({ rows: 1 }).scene!(Int32Array.of(0, stateOf(1, 0b01, 0b10, 2)), 1);
    expect(marks.filter(({ kind }) => kind === "polygon").map(({ tone }) => tone)).toEqual(["ground", "accent"]);
    expect(marks.filter(({ tone }) => tone === "body")).toHaveLength(4);
    expect(marks.at(-1)).toEqual({ kind: "circle", center: [1.5, 0.5], radius: 0.25, tone: "agent" });
  });

  test("refuses rooms that are too large, and what is no probability", () => {
    expect(() => taskRoom({ rows: 2, columns: 4 })).toThrow(/at most 6 cells\n +got 2 × 4/);
    expect(() => taskRoom({ repaint: 1.5 })).toThrow(/repaint in \[0, 1\]/);
  });
});

describe("changingTasks", () => {
  test("takes turns, over episodes, and shows which table holds", () => {
    const room = changingTasks({ every: 3, rows: 1, columns: 1, repaint: 1, dirtFall: 0 });
    room.reset();
    // One cell, never dirty; the tile is blue before every odd step, and steps 3, 4, 5, 9, 10, 11, … are the artist's.
    const rewards = Array.from({ length: 12 }, () => room.step(work).reward);
    expect(rewards).toEqual([0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 1]);
    const rewardOf = (task: "artist" | "cleaner"): Float64Array => taskRoom({ rows: 1, columns: 1, task }).mdp.reward;
    expect(room.worldAt(2).mdp.reward).toEqual(rewardOf("cleaner"));
    expect(room.worldAt(3).mdp.reward).toEqual(rewardOf("artist"));
  });
});
