import type { RandomKey, RandomSource } from "@worldwise/protocol";
import { seedKey } from "@worldwise/protocol";

/** Where randomness comes from: the name of the first stream, as a seed or as a key, and the generator. */
export type StreamOptions = { readonly source?: RandomSource } & (
  | { /** A whole number from 0 to 2^53−1. */ readonly seed: number; readonly key?: never }
  | { readonly key: RandomKey; readonly seed?: never }
);

/** The key that was given, or the key of the seed. Throws on anything that is no seed. */
export const keyOf = (options: StreamOptions): RandomKey => options.key ?? seedKey(options.seed);
