import type { OptionField, Plugin } from "@worldwise/protocol";
import { choice, definePlugin, flag, integer, list, number, optionSchema, text } from "@worldwise/protocol";
import { boyanChain } from "./boyan-chain.ts";
import { chainWalk } from "./chain-walk.ts";
import { blockingMaze, shortcutMaze } from "./changing-mazes.ts";
import { changingTasks } from "./changing-tasks.ts";
import { cliffWalking } from "./cliff-walking.ts";
import { deepSea } from "./deep-sea.ts";
import { dynaMaze, largerMaze } from "./dyna-maze.ts";
import { fourRooms } from "./four-rooms.ts";
import { frozenLake } from "./frozen-lake.ts";
import { garnet } from "./garnet.ts";
import { dadashiTwoStates } from "./dadashi-two-states.ts";
import { grimmThreeStates } from "./grimm-three-states.ts";
import { modifiedCliffWalking } from "./modified-cliff-walking.ts";
import { jumpWalk, randomWalk } from "./random-walk.ts";
import { riskyChoice } from "./risky-choice.ts";
import { riverSwim } from "./river-swim.ts";
import { shooter, smallShooter } from "./shooter.ts";
import { taskRoom } from "./task-room.ts";
import { taxi } from "./taxi.ts";
import { wideTree } from "./wide-tree.ts";

const discount = (value: number): OptionField<number> => number({ description: "γ", default: value, minimum: 0, maximum: 1 });
const slippery = (value: boolean): OptionField<boolean> =>
  flag({ description: "whether moves go astray to the left or right", default: value });
const success = (value: number): OptionField<number> =>
  number({ description: "probability of the intended direction", default: value, minimum: 0, maximum: 1 });
const seed = (value: number, description: string): OptionField<number> => integer({ description, default: value, minimum: 0 });
const count = (value: number, minimum: number, description: string): OptionField<number> =>
  integer({ description, default: value, minimum });
const changeAt = (value: number): OptionField<number> => count(value, 0, "steps, counted over episodes, before the maze changes");

const mazes: readonly Plugin[] = [
  definePlugin({
    role: "dynamics", name: "dynaMaze", about: "The maze of Dyna: 47 states, shortest path 14",
    options: optionSchema({ discount: discount(0.95) }), create: (options) => dynaMaze(options),
  }),
  definePlugin({
    role: "dynamics", name: "largerMaze", about: "The Dyna maze on a grid that is finer by a factor",
    options: optionSchema({
      factor: integer({ description: "cells that each cell becomes along a side", default: 2, minimum: 2, maximum: 8 }),
      discount: discount(0.95),
    }),
    create: (options) => largerMaze(options),
  }),
  definePlugin({
    role: "environment", name: "blockingMaze", about: "A maze whose short way closes while a longer one opens",
    options: optionSchema({ changeAt: changeAt(1000), discount: discount(0.95), seed: seed(0, "seed of the random stream") }),
    create: (options) => blockingMaze(options),
  }),
  definePlugin({
    role: "environment", name: "shortcutMaze", about: "A maze in which a shorter way opens",
    options: optionSchema({ changeAt: changeAt(3000), discount: discount(0.95), seed: seed(0, "seed of the random stream") }),
    create: (options) => shortcutMaze(options),
  }),
  definePlugin({
    role: "dynamics", name: "fourRooms", about: "Four rooms joined by hallways, moves that go astray",
    options: optionSchema({
      goal: list(integer({ description: "row, then column", minimum: 0, maximum: 12 }), {
        description: "cell of the goal", default: [7, 9], minItems: 2,
      }),
      success: success(2 / 3), discount: discount(0.9),
    }),
    create: (options) => fourRooms(options),
  }),
];

const roomOptions = {
  rows: integer({ description: "rows of cells; at most 6 cells in all", default: 2, minimum: 1, maximum: 6 }),
  columns: integer({ description: "columns of cells", default: 2, minimum: 1, maximum: 6 }),
  repaint: number({ description: "probability that a tile repaints itself", default: 0.5, minimum: 0, maximum: 1 }),
  dirtFall: number({ description: "probability that dirt falls", default: 0.3, minimum: 0, maximum: 1 }),
  discount: discount(0.95),
};

const tasks: readonly Plugin[] = [
  definePlugin({
    role: "dynamics", name: "taskRoom", about: "One room, two tasks: the artist's rewards read colors, the cleaner's dirt",
    options: optionSchema({
      task: choice(["cleaner", "artist"], { description: "whose rewards", default: "cleaner" }), ...roomOptions,
    }),
    create: (options) => taskRoom(options),
  }),
  definePlugin({
    role: "environment", name: "changingTasks", about: "One room in which the task changes in turn, and nothing else",
    options: optionSchema({
      every: count(1000, 1, "steps, counted over episodes, with each task"), ...roomOptions,
      seed: seed(0, "seed of the random stream"),
    }),
    create: (options) => changingTasks(options),
  }),
];

const gymnasium: readonly Plugin[] = [
  definePlugin({
    role: "dynamics", name: "frozenLake", about: "Cross the ice to the goal between the holes (Gymnasium's FrozenLake)",
    options: optionSchema({
      map: list(text({ description: "a row of the letters S, F, H, G" }), {
        description: "rows of your own map; empty: the map named by size", default: [],
      }),
      size: choice(["4x4", "8x8"], { description: "which map of Gymnasium", default: "4x4" }),
      slippery: slippery(true), successRate: success(1 / 3),
      rewardSchedule: list(
        number({ description: "reward" }), { description: "rewards of goal, hole, frozen", default: [1, 0, 0], minItems: 3 },
      ),
      discount: discount(0.99),
    }),
    create: ({ map, size, rewardSchedule: [goal = 1, hole = 0, frozen = 0], ...options }) =>
      frozenLake({ ...options, map: map.length > 0 ? map : size, rewardSchedule: [goal, hole, frozen] }),
  }),
  definePlugin({
    role: "dynamics", name: "cliffWalking", about: "Along a cliff to the goal (Gymnasium's CliffWalking)",
    options: optionSchema({ slippery: slippery(false), discount: discount(1) }), create: (options) => cliffWalking(options),
  }),
  definePlugin({
    role: "dynamics", name: "taxi", about: "Fetch a passenger and deliver (Gymnasium's Taxi)",
    options: optionSchema({ rainy: flag({ description: "whether the taxi drifts", default: false }), discount: discount(0.99) }),
    create: (options) => taxi(options),
  }),
];

const chains: readonly Plugin[] = [
  definePlugin({
    role: "dynamics", name: "randomWalk", about: "Steps left and right at random until an end: pure prediction",
    options: optionSchema({
      states: count(5, 1, "states between the ends"), leftReward: number({ description: "reward of the left end", default: 0 }),
      rightReward: number({ description: "reward of the right end", default: 1 }), discount: discount(1),
    }),
    create: (options) => randomWalk(options),
  }),
  definePlugin({
    role: "dynamics", name: "jumpWalk", about: "Jumps of up to 100 states at random in a row of 1000: pure prediction",
    options: optionSchema({
      states: count(1000, 1, "states between the ends"), jump: count(100, 1, "longest jump"), discount: discount(1),
    }),
    create: (options) => jumpWalk(options),
  }),
  definePlugin({
    role: "dynamics", name: "chainWalk", about: "Left and right in a row of states, some of which pay",
    options: optionSchema({
      states: count(4, 2, "how many states"), success: success(0.9), discount: discount(0.9),
      rewarded: list(integer({ description: "a state", minimum: 0 }), {
        description: "states that pay 1; empty: the customary ones", default: [],
      }),
    }),
    create: (options) => chainWalk(options),
  }),
  definePlugin({
    role: "dynamics", name: "boyanChain", about: "Boyan's chain of 13 states: prediction with a closed form",
    options: optionSchema({}), create: () => boyanChain(),
  }),
  definePlugin({
    role: "dynamics", name: "riverSwim", about: "Swim against the current: exploration",
    options: optionSchema({
      variant: choice(["strehl-littman", "osband"], { description: "whose definition", default: "strehl-littman" }),
      discount: discount(0.95),
    }),
    create: (options) => riverSwim(options),
  }),
  definePlugin({
    role: "dynamics", name: "deepSea", about: "One way among 2^N finds the treasure: exploration",
    options: optionSchema({
      size: count(10, 2, "rows and columns"), seed: seed(42, "seed of the mapping"), discount: discount(1),
      mapping: choice(
        ["random", "plain"], { description: "whether which action goes right is drawn for each cell", default: "random" },
      ),
      stochastic: flag({ description: "whether going right may fail", default: false }),
    }),
    create: (options) => deepSea(options),
  }),
];

const shooterOptions = (side: number, targets: readonly number[]) => ({
  rows: integer({ description: "height of the picture", default: side, minimum: 4, maximum: 255 }),
  columns: integer({ description: "width of the picture", default: side, minimum: 3, maximum: 254 }),
  targets: list(integer({ description: "a column", minimum: 1 }), {
    description: "columns of the bullseyes, from left to right", default: targets, minItems: 1,
  }),
  targetWidth: integer({ description: "pixels that a target is wide, odd", default: 3, minimum: 3 }),
  start: integer({ description: "column in which the ship starts", default: 1, minimum: 0 }),
  bullseye: number({ description: "reward of a bullet in the bullseye", default: 20 }),
  edge: number({ description: "reward of a bullet beside it", default: 10 }),
  shotCost: number({ description: "what a shot costs", default: 1 }),
  discount: discount(0.9),
});

const shooters: readonly Plugin[] = [
  definePlugin({
    role: "dynamics", name: "shooter", about: "A ship shoots at targets, seen as bits: where wrong models meet their own pictures",
    options: optionSchema(shooterOptions(15, [2, 7, 12])), create: (options) => shooter(options),
  }),
  definePlugin({
    role: "dynamics", name: "smallShooter", about: "Shooter with few pixels as an explicit MDP",
    options: optionSchema(shooterOptions(5, [2])), create: (options) => smallShooter(options),
  }),
];

const modelLearning: readonly Plugin[] = [
  definePlugin({
    role: "dynamics", name: "garnet", about: "A random MDP without structure",
    options: optionSchema({
      states: count(20, 1, "how many states"), actions: count(4, 1, "how many actions"),
      branching: count(3, 1, "next states of each state and action"), seed: seed(0, "which problem"), discount: discount(0.95),
      probabilities: choice(["cut-points", "normalized"], { description: "law of the probabilities", default: "cut-points" }),
      rewards: choice(["normal", "sparse"], { description: "law of the rewards", default: "normal" }),
    }),
    create: (options) => garnet(options),
  }),
  definePlugin({
    role: "dynamics", name: "modifiedCliffWalking", about: "Three cliffs on the way to the goal, all absorbing",
    options: optionSchema({
      discount: discount(0.9),
      start: choice(["corner", "anywhere"], { description: "where episodes begin: in state 0, or anywhere", default: "corner" }),
    }),
    create: (options) => modifiedCliffWalking(options),
  }),
  definePlugin({
    role: "dynamics", name: "wideTree", about: "Many outcomes that do not matter for the value",
    options: optionSchema({ leaves: count(4, 1, "leaves on each side"), discount: discount(1) }),
    create: (options) => wideTree(options),
  }),
  definePlugin({
    role: "dynamics", name: "grimmThreeStates",
    about: "Where the likeliest model plans wrongly and the value-equivalent one rightly",
    options: optionSchema({ discount: discount(0.9) }), create: (options) => grimmThreeStates(options),
  }),
  definePlugin({
    role: "dynamics", name: "dadashiTwoStates", about: "Two states whose values fit into a picture",
    options: optionSchema({ discount: discount(0.9) }), create: (options) => dadashiTwoStates(options),
  }),
  definePlugin({
    role: "dynamics", name: "riskyChoice", about: "Ten or nothing, or four for sure: where models of equal values hide a risk",
    options: optionSchema({ discount: discount(0.9) }),
    create: (options) => riskyChoice(options),
  }),
];

/** Every world of this package by name, for files and command lines. */
export const plugins: readonly Plugin[] = [...mazes, ...tasks, ...gymnasium, ...chains, ...shooters, ...modelLearning];
