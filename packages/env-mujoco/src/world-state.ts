import { pcg64 } from "@worldwise/math";
import type { NumberArray, Random } from "@worldwise/protocol";
import { seedKey, WorldwiseError } from "@worldwise/protocol";
import { areFinite } from "./numbers.ts";

/** Where an episode is. 0 is in the middle, so that positions and velocities followed by zeros are a snapshot too. */
export const phases = { running: 0, ended: 1, notBegun: 2 } as const;

/** All that an environment is at one moment, and how it is saved. */
export interface WorldState {
  readonly position: Float64Array;
  readonly velocity: Float64Array;
  readonly warmStart: Float64Array;
  /** What the last step or reset showed: it can not be computed anew, for parts of it lag behind the positions. */
  readonly observation: Float64Array;
  /** What the next step is compared with. */
  readonly tracked: Float64Array;
  readonly random: Random;
  /** One of `phases`. */
  phase(): number;
  /** Steps of the episode so far. */
  steps(): number;
  /** Whether observation and tracked numbers are there. */
  isShown(): boolean;
  moveTo(phase: number, steps: number): void;
  seed(seed: number): void;
  readonly snapshotSize: number;
  save(outState: Float64Array): void;
  /** Throws `wrong-array` on another length, `bad-snapshot` on numbers that are not finite, and then changes nothing. */
  load(state: Float64Array): void;
}

/** Sizes of a world's state. */
export interface WorldStateSizes {
  readonly position: number;
  readonly velocity: number;
  readonly observation: number;
  readonly tracked: number;
}

/** A state that has not begun. Snapshot: positions, velocities, warm start, progress, observation, tracked numbers, stream. */
export function worldState(sizes: WorldStateSizes, seed: number): WorldState {
  const [position, velocity] = [new Float64Array(sizes.position), new Float64Array(sizes.velocity)];
  const warmStart = new Float64Array(sizes.velocity);
  const [observation, tracked] = [new Float64Array(sizes.observation), new Float64Array(sizes.tracked)];
  const streams = pcg64.streams(seedKey(seed), 1);
  const progress = Float64Array.of(phases.notBegun, 0, 0);
  const parts: readonly NumberArray[] = [position, velocity, warmStart, progress, observation, tracked, streams.state];
  const snapshotSize = parts.reduce((total, { length }) => total + length, 0);
  return {
    position, velocity, warmStart, observation, tracked, random: streams.lane(0), snapshotSize,
    phase: () => progress[0]!, steps: () => progress[1]!, isShown: () => progress[2] === 1,
    moveTo(phase, steps) {
      progress[0] = phase;
      progress[1] = steps;
      progress[2] = 1;
    },
    seed: (next) => streams.state.set(pcg64.streams(seedKey(next), 1).state),
    save(outState) {
      checkLength(outState, snapshotSize);
      let at = 0;
      for (const part of parts) for (let i = 0; i < part.length; i++) outState[at++] = part[i]!;
    },
    load(state) {
      checkLength(state, snapshotSize);
      checkFiniteSnapshot(state);
      let at = 0;
      for (const part of parts) for (let i = 0; i < part.length; i++) part[i] = state[at++]!;
    },
  };
}

function checkLength({ length }: Float64Array, size: number): void {
  if (length === size) return;
  throw new WorldwiseError("wrong-array", {
    expected: `a snapshot of ${size} doubles`, got: String(length), todo: "allocate new Float64Array(environment.snapshotSize)",
  }, { size, length });
}

function checkFiniteSnapshot(state: Float64Array): void {
  if (areFinite(state)) return;
  const place = state.findIndex((number) => !Number.isFinite(number));
  throw new WorldwiseError("bad-snapshot", {
    expected: "a snapshot of finite numbers", got: `${state[place]!} at place ${place}`,
    todo: "restore what snapshot wrote, or positions and velocities followed by zeros",
  }, { place });
}
