import { type Arena, createArena } from "./arena.ts";

/** What the random numbers need of an arena: scratch for one call, shared by all streams of the process. */
export interface RandomCore {
  readonly arena: Arena;
  /** [64] */
  readonly words: Uint32Array;
  readonly pointer: number;
}

let core: RandomCore | undefined;

/** Made at first use. It holds nothing between calls. */
export function randomCore(): RandomCore {
  if (core === undefined) {
    const arena = createArena({ bytes: 256 });
    const words = arena.allocate("uint32", 64);
    core = { arena, words, pointer: words.byteOffset };
  }
  return core;
}
