import { type Arena, arenaBytes, createArena } from "@worldwise/math";

let shared: Arena | undefined;

/**
 * Runs `body` with room for dense algebra of one size, and takes the room back.
 *
 * One arena serves all of this package, and is replaced when a larger one is needed: a WebAssembly memory reserves address space,
 * so that thousands of small ones would be slow to make and run out. It holds nothing between calls.
 *
 * @param matrices - how many `[size, size]` arrays of float64 `body` will allocate, vectors not counted
 */
export function withScratch<T>(size: number, matrices: number, body: (arena: Arena) => T): T {
  const needed = matrices * arenaBytes("float64", size * size) + 8 * arenaBytes("float64", size);
  if (shared === undefined || shared.byteLength - shared.byteUsed < needed) shared = createArena({ bytes: 2 * needed });
  const arena = shared;
  const mark = arena.mark();
  try {
    return body(arena);
  } finally {
    arena.release(mark);
  }
}
