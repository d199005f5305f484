import { MathError } from "./math-error.ts";

/** The name of a random stream. One root key for each run; others are derived from it by name. */
export type RandomKey = readonly [high: number, low: number];

/** One stream of random numbers. */
export interface Random {
  /** In [0, 1). */
  uniform(): number;
  /** Mean 0, variance 1. */
  normal(): number;
  /** In 0 … count - 1. */
  integer(count: number): number;
}

/** One stream for each lane, so that B lanes equal B single lanes, bit for bit. */
export interface RandomLanes {
  /** E.g. `"philox4x32-10"`; a kernel that knows it advances `state` itself. */
  readonly algorithm: string;
  readonly lanes: number;
  /** `[lanes, W]` All there is to save: writing it back restores the streams. */
  readonly state: Uint32Array;
  /** The stream of one lane. Allocates nothing. */
  lane(lane: number): Random;
}

/** A generator: keys by name, and streams by key. */
export interface RandomSource {
  readonly algorithm: string;
  /** The key that belongs to `name` under `key`. */
  derive(key: RandomKey, name: string): RandomKey;
  /** Fresh streams, at their beginning. */
  streams(key: RandomKey, lanes: number): RandomLanes;
}

/**
 * The root key of a run.
 *
 * @param seed - a non-negative safe integer; key = [⌊seed / 2^32⌋, seed mod 2^32]
 */
export function seedKey(seed: number): RandomKey {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new MathError("math/seed", {
      expected: "a non-negative safe integer", got: String(seed), todo: "Give a whole number such as 0 or 42.",
    }, { seed });
  }
  return [Math.floor(seed / 2 ** 32), seed >>> 0];
}

/** The lanes' faces are made once, so that `lane` allocates nothing. */
export function randomLanes(
  algorithm: string, lanes: number, state: Uint32Array, face: (lane: number) => Random,
): RandomLanes {
  const faces = Array.from({ length: lanes }, (_, lane) => Object.freeze(face(lane)));
  return Object.freeze({ algorithm, lanes, state, lane: (lane: number): Random => faces[lane]! });
}
