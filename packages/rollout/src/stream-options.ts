import type { RandomKey, RandomSource } from "@worldwise/protocol";
import { seedKey } from "@worldwise/protocol";

/** Where an environment's randomness comes from: a generator, and the name of its first stream as a seed or a key. */
export type StreamOptions = { readonly source: RandomSource } & (
  | { /** A whole number from 0 to 2^53−1. */ readonly seed: number; readonly key?: never }
  | { readonly key: RandomKey; readonly seed?: never }
);

/** The key that was given, or the key of the seed. Throws on anything that is no seed. */
export const keyOf = (options: StreamOptions): RandomKey => options.key ?? seedKey(options.seed);
