import type { Arena, ArrayTypes, NumberArray } from "./arena.ts";
import { MathError } from "./math-error.ts";

/** Element types of dense kernels. */
export type FloatDtype = "float32" | "float64";
/** An array of either precision. */
export type FloatArray = ArrayTypes[FloatDtype];

/** Where kernels find the array. Throws `math/not-in-arena` and, if `length` is given, `math/array-length`. */
export function pointerOf(arena: Arena, name: string, array: NumberArray, length: number = array.length): number {
  if (!arena.contains(array)) {
    throw new MathError("math/not-in-arena", {
      expected: `${name} in the arena`, got: "an array outside it", todo: "Allocate it with arena.allocate.",
    }, { name });
  }
  if (array.length !== length) {
    throw new MathError("math/array-length", {
      expected: `${name} of ${length} elements`, got: String(array.length), todo: "Allocate it for these sizes.",
    }, { name, length, got: array.length });
  }
  return array.byteOffset;
}

/** Throws `math/overlap` where kernels would read what they have overwritten. */
export function checkApart(name: string, array: NumberArray, outName: string, out: NumberArray): void {
  const isApart = array.byteOffset + array.byteLength <= out.byteOffset || out.byteOffset + out.byteLength <= array.byteOffset;
  if (isApart || array.length === 0 || out.length === 0) return;
  throw new MathError("math/overlap", {
    expected: `${outName} apart from ${name}`, got: "overlapping bytes", todo: `Give ${outName} an array of its own.`,
  }, { name, outName });
}

/** Throws `math/size` unless all are whole numbers of at least 0 (or `least`). */
export function checkSizes(sizes: Readonly<Record<string, number>>, least = 0): void {
  for (const [name, size] of Object.entries(sizes)) {
    if (Number.isInteger(size) && size >= least && size < 2 ** 31) continue;
    throw new MathError("math/size", {
      expected: `${name} as a whole number of at least ${least}`, got: String(size), todo: "Correct the size.",
    }, { name, size });
  }
}

/** Throws `math/dtype`. */
export function checkDtype(name: string, array: NumberArray, dtype: FloatDtype): void {
  if (array instanceof (dtype === "float32" ? Float32Array : Float64Array)) return;
  throw new MathError("math/dtype", {
    expected: `${name} of ${dtype}`, got: array.constructor.name, todo: "Allocate it with that type.",
  }, { name, dtype });
}
