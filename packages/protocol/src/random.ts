import { WorldwiseError } from "./errors.ts";

/** The name of a random stream: 64 bits in two words. One root key for each run; others are derived from it by name. */
export type RandomKey = readonly [high: number, low: number];

/** One stream. It comes in as an argument; nobody makes one in a hot loop, and nobody else owns one. */
export interface Random {
  /** In [0, 1). */
  uniform(): number;
  /** Mean 0, variance 1. */
  normal(): number;
  /** In 0 … count−1, each equally likely. */
  integer(count: number): number;
}

/** One stream for each lane, so that B lanes equal B single lanes, bit for bit. */
export interface RandomLanes {
  /** For example `philox4x32-10`; a kernel that knows it advances `state` itself. */
  readonly algorithm: string;
  readonly lanes: number;
  /** `[lanes, words]` All there is to save. Streams read nothing else, so writing here moves them. */
  readonly state: Uint32Array;
  /** The stream of one lane. Allocates nothing. */
  lane(lane: number): Random;
}

/** Hands out a component's own streams, by name. Whoever gave it saves and loads them with the run. */
export type Streams = (name: string, lanes: number) => RandomLanes;

/** A generator of streams. `@worldwise/math` has two: `philox`, and `pcg64` which reproduces NumPy's seeding. */
export interface RandomSource {
  readonly algorithm: string;
  derive(key: RandomKey, name: string): RandomKey;
  streams(key: RandomKey, lanes: number): RandomLanes;
}

/** The root key of a seed, a whole number from 0 to 2^53−1. Throws on anything else. */
export function seedKey(seed: number): RandomKey {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new WorldwiseError("bad-seed", { expected: "a whole number from 0 to 2^53-1", got: String(seed), todo: "pass such a seed" }, { seed });
  }
  return [Math.floor(seed / 2 ** 32), seed >>> 0];
}
