import type { Arena } from "@worldwise/math";
import { createArena, MathError } from "@worldwise/math";

/**
 * Builds something in an arena, in a larger one where it is full: what a program needs is known only once it is traced.
 *
 * @param bytes - to begin with
 */
export function inGrownArena<Built>(bytes: number, build: (arena: Arena) => Built): Built {
  const arena = createArena({ bytes });
  try {
    return build(arena);
  } catch (error) {
    if (!isFull(error)) throw error;
    return inGrownArena(2 * (arena.byteUsed + BYTES_EACH * Number(error.facts["length"])), build);
  }
}

const BYTES_EACH = 8;

const isFull = (error: unknown): error is MathError =>
  error instanceof MathError && error.code === "math/arena-full" && Number.isFinite(error.facts["length"]);
