import type { Arena } from "@worldwise/math";
import { createArena } from "@worldwise/math";
import type { Allocator } from "@worldwise/protocol";
import { heap } from "@worldwise/protocol";

/** Arenas align what they hold to cache lines. */
const alignment = 64;
/** For streams and scratch of the kernels. */
const spareBytes = 64 * 1024;

/**
 * An arena with room for what `build` allocates, found by building once on the heap and counting.
 *
 * Arenas never grow, and what a part allocates is known only to the part.
 */
export function measuredArena(build: (allocator: Allocator) => unknown): Arena {
  let bytes = spareBytes;
  build((dtype, length) => {
    const array = heap(dtype, length);
    bytes += Math.ceil(array.byteLength / alignment) * alignment;
    return array;
  });
  return createArena({ bytes });
}
