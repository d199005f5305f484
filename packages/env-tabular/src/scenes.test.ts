import type { Point2, Scene, SceneMark } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import type { TabularWorld } from "./index.ts";
import {
  blockingMaze, boyanChain, chainWalk, cliffWalking, deepSea, dynaMaze, fourRooms, fromTransitionTable, frozenLake, jumpWalk,
  modifiedCliffWalking, randomWalk, riverSwim, switchingWorld, tabularWorld, taxi, gridWorld, wideTree,
} from "./index.ts";

const agentOf = ({ marks }: Scene): SceneMark | undefined => marks.find(({ tone }) => tone === "agent");
const placeOf = (world: TabularWorld, state: number): Point2 | undefined => {
  const agent = agentOf(world.scene!(Int32Array.of(99, state), 1));
  return agent?.kind === "circle" ? agent.center : undefined;
};

describe("worlds with a place for every state", () => {
  test.each([
    ["dynaMaze", dynaMaze], ["fourRooms", fourRooms], ["frozenLake", frozenLake], ["cliffWalking", cliffWalking],
    ["modifiedCliffWalking", modifiedCliffWalking], ["riverSwim", riverSwim], ["randomWalk", randomWalk], ["chainWalk", chainWalk],
    ["boyanChain", boyanChain], ["jumpWalk", jumpWalk], ["own", () => gridWorld({ name: "own", map: ["S.#", "..G"], discount: 0.9 })],
  ] as const)("%s: two states are never in the same place", (_, create) => {
    const world = create();
    const places = Array.from({ length: world.mdp.stateCount }, (__, state) => JSON.stringify(placeOf(world, state)));
    expect(places).not.toContain(undefined);
    expect(new Set(places).size).toBe(world.mdp.stateCount);
  });

  test("a move to the right is one to the right, and one down is one down", () => {
    expect([placeOf(frozenLake(), 0), placeOf(frozenLake(), 1), placeOf(frozenLake(), 4)]).toEqual([[0.5, 3.5], [1.5, 3.5], [0.5, 2.5]]);
    expect([placeOf(boyanChain(), 12), placeOf(boyanChain(), 0)]).toEqual([[0, 0], [12, 0]]);
  });

  test("the end of the deep sea is under it, in no cell", () => {
    expect(placeOf(deepSea({ size: 3 }), 8)).toEqual([2.5, 0.5]);
    expect(placeOf(deepSea({ size: 3 }), 9)).toBeUndefined();
  });
});

test("worlds without places have no scene, unless their author draws one", () => {
  expect("scene" in wideTree()).toBe(false);
  const mdp = fromTransitionTable([[[[1, 0, 0, false]]]], { initial: 0, discount: 0.9 });
  const scene = (state: number): Scene => ({ left: state, right: 2, bottom: 0, top: 1, marks: [] });
  expect(tabularWorld(mdp, { name: "own", scene }).scene!(Int32Array.of(0, 1), 1).left).toBe(1);
});

describe("taxi", () => {
  /** Row 2, column 3; the passenger at the second landmark, top right, or in the taxi; the destination at the third, bottom left. */
  const marks = (passenger: number): readonly SceneMark[] => taxi().scene!(Int32Array.of(((5 * 2 + 3) * 5 + passenger) * 4 + 2), 0).marks;
  const middle = (mark: SceneMark | undefined): readonly number[] =>
    (mark?.kind === "polygon" ? [0, 1].map((axis) => mark.points.reduce((sum, point) => sum + point[axis]! / 4, 0)) : []);

  test("taxi, passenger and destination are where the state says", () => {
    expect(middle(marks(1).find(({ tone }) => tone === "agent"))).toEqual([expect.closeTo(3.5), expect.closeTo(2.5)]);
    expect(middle(marks(1).find(({ tone }) => tone === "goal"))).toEqual([expect.closeTo(0.5), expect.closeTo(0.5)]);
    expect(marks(1).at(-1)).toMatchObject({ tone: "joint", center: [4.8, 4.8] });
    expect(marks(4).at(-1)).toMatchObject({ tone: "joint", center: [3.5, 2.5] });
  });

  test("walls stand where moves are blocked", () => {
    const walls = marks(0).filter((mark) => mark.kind === "line" && mark.tone === "body" && mark.points.length === 2);
    const east = walls.map((mark) => (mark.kind === "line" ? `${4 - Math.floor(mark.points[1]![1])}:${mark.points[0]![0] - 1}` : ""));
    const { rowStart, successor } = taxi().mdp;
    const blocked = Array.from({ length: 25 }, (_, cell) => cell).filter((cell) =>
      cell % 5 < 4 && successor[rowStart[cell * 20 * 6 + 2]!] === cell * 20);
    expect(east.sort()).toEqual(blocked.map((cell) => `${Math.floor(cell / 5)}:${cell % 5}`).sort());
  });
});

test("a changing maze shows the wall as it stands", () => {
  const maze = blockingMaze({ changeAt: 2 });
  maze.reset({ seed: 0 });
  const wallsAt = (): readonly Point2[] => maze.scene!().marks.flatMap((mark) =>
    (mark.tone === "body" && mark.kind === "polygon" ? [[Math.round(mark.points[2]![0]) - 1, Math.round(mark.points[2]![1]) - 1] as const] : []));
  const before = wallsAt();
  expect(before).toContainEqual([0, 2]);
  expect(before).not.toContainEqual([8, 2]);
  maze.step(2);
  maze.step(2);
  expect(wallsAt()).toContainEqual([8, 2]);
  expect(wallsAt()).not.toContainEqual([0, 2]);
  expect(() => blockingMaze().scene!()).toThrow("to be reset before it is looked at");
  expect("scene" in switchingWorld([wideTree(), wideTree()], { at: [1] })).toBe(false);
});
