// Arrays with guard bytes on both sides, so that a write past an end is seen.
import type { Arena, ArrayTypes } from "../src/index.ts";

const GUARD = 0xa5;
const GUARD_BYTES = 64;

export interface Guarded<A> {
  readonly array: A;
  /** Whether the bytes around the array are as they were. */
  readonly isIntact: () => boolean;
}

/** An array in the arena that begins `shift` elements after a 64-byte boundary. */
export function guarded<D extends "float32" | "float64">(
  arena: Arena, dtype: D, length: number, shift = 0,
): Guarded<ArrayTypes[D]> {
  const size = dtype === "float32" ? 4 : 8;
  const bytes = arena.allocate("uint8", length * size + 2 * GUARD_BYTES + shift * size).fill(GUARD);
  const from = GUARD_BYTES + shift * size, end = from + length * size;
  const make = dtype === "float32" ? Float32Array : Float64Array;
  // the constructor that belongs to D
  const array = new make(bytes.buffer as ArrayBuffer, bytes.byteOffset + from, length).fill(0) as ArrayTypes[D];
  const isGuard = (byte: number): boolean => byte === GUARD;
  return { array, isIntact: () => bytes.subarray(0, from).every(isGuard) && bytes.subarray(end).every(isGuard) };
}
