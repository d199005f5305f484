/**
 * Finite environments: mazes, FrozenLake, Taxi, cliff walking, Garnet and kin, with exact transition tables.
 *
 * @packageDocumentation
 */

// Worlds of your own
export { tabularWorld } from "./tabular-world.ts";
export type { TabularWorld, WorldDetails } from "./tabular-world.ts";
export { certain, fromTransitionTable, tabulate, toTransitionTable } from "./transition-table.ts";
export type { Outcome, TableDetails, TransitionTable } from "./transition-table.ts";
export { gridWorld } from "./grid-world.ts";
export type { GridWorldOptions } from "./grid-world.ts";
export { switchingWorld } from "./switching-world.ts";
export type { SwitchingWorld, SwitchingWorldOptions } from "./switching-world.ts";
export type { WorldSchedule } from "./world-schedule.ts";

// Mazes and rooms
export { dynaMaze, largerMaze } from "./dyna-maze.ts";
export type { DynaMazeOptions, LargerMazeOptions } from "./dyna-maze.ts";
export { blockingMaze, shortcutMaze } from "./changing-mazes.ts";
export type { ChangingMazeOptions } from "./changing-mazes.ts";
export { fourRooms } from "./four-rooms.ts";
export type { FourRoomsOptions } from "./four-rooms.ts";

// Two tasks in one world
export { shooter, shooterReference, smallShooter } from "./shooter.ts";
export type { Bitmap, Shooter, SmallShooter } from "./shooter.ts";
export { shooterActions } from "./shooter-rules.ts";
export type { ShooterOptions } from "./shooter-rules.ts";
export { taskRoom, taskRoomState } from "./task-room.ts";
export type { TaskRoomOptions } from "./task-room.ts";
export type { TaskRoomState } from "./task-room-scene.ts";
export { changingTasks } from "./changing-tasks.ts";
export type { ChangingTasksOptions } from "./changing-tasks.ts";

// Gymnasium's
export { frozenLake } from "./frozen-lake.ts";
export type { FrozenLakeOptions } from "./frozen-lake.ts";
export { cliffWalking } from "./cliff-walking.ts";
export type { CliffWalkingOptions } from "./cliff-walking.ts";
export { taxi, taxiState } from "./taxi.ts";
export type { TaxiOptions, TaxiState } from "./taxi.ts";

// Chains, walks, exploration
export { jumpWalk, randomWalk } from "./random-walk.ts";
export type { JumpWalkOptions, RandomWalkOptions } from "./random-walk.ts";
export { chainWalk } from "./chain-walk.ts";
export type { ChainWalkOptions } from "./chain-walk.ts";
export { boyanChain, boyanFeatures } from "./boyan-chain.ts";
export { riverSwim } from "./river-swim.ts";
export type { RiverSwimOptions } from "./river-swim.ts";
export { deepSea } from "./deep-sea.ts";
export type { DeepSeaOptions } from "./deep-sea.ts";

// From the literature on learning models
export { garnet } from "./garnet.ts";
export type { GarnetOptions } from "./garnet.ts";
export { modifiedCliffWalking } from "./modified-cliff-walking.ts";
export type { ModifiedCliffWalkingOptions } from "./modified-cliff-walking.ts";
export { wideTree } from "./wide-tree.ts";
export type { WideTreeOptions } from "./wide-tree.ts";
export { dadashiTwoStates } from "./dadashi-two-states.ts";
export type { DadashiTwoStatesOptions } from "./dadashi-two-states.ts";
export { grimmTable, grimmThreeStates } from "./grimm-three-states.ts";
export type { GrimmThreeStatesOptions } from "./grimm-three-states.ts";
export { riskyChoice } from "./risky-choice.ts";
export type { RiskyChoiceOptions } from "./risky-choice.ts";

// By name, for files and command lines
export { plugins } from "./plugins.ts";
