import { WorldwiseError } from "@worldwise/protocol";

/** Numbers as a file holds them: a parameter, or bytes. */
export interface StoredArray {
  readonly shape: readonly number[];
  readonly data: Float64Array | Float32Array | Int32Array | Uint8Array;
}

/** A tree of stored arrays; trees of parameters are such trees. */
export type StoredArrays = StoredArray | { readonly [name: string]: StoredArrays };

/** Name of an element type. */
export type ElementType = "F64" | "F32" | "I32" | "U8";

interface ElementKind {
  readonly bytes: number;
  readonly from: (buffer: ArrayBuffer) => StoredArray["data"];
}

/**
 * Element types that are read and written, the largest numbers first: in this order they lie in a file, so that all are
 * aligned.
 */
export const elementTypes: Readonly<Record<ElementType, ElementKind>> = {
  F64: { bytes: 8, from: (buffer: ArrayBuffer) => new Float64Array(buffer) },
  F32: { bytes: 4, from: (buffer: ArrayBuffer) => new Float32Array(buffer) },
  I32: { bytes: 4, from: (buffer: ArrayBuffer) => new Int32Array(buffer) },
  U8: { bytes: 1, from: (buffer: ArrayBuffer) => new Uint8Array(buffer) },
};

/** Where the numbers of one array lie: `[begin, end)` in bytes after the header. */
export interface Entry {
  readonly name: string;
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/** The name in a header that is not an array. */
export const METADATA = "__metadata__";

/** A length in 8 bytes stands before the header. */
export const LENGTH_BYTES = 8;

/** Headers above this are refused, as everywhere: nobody should parse that much on a stranger's word. */
export const MOST_HEADER_BYTES = 100_000_000;

/** The element type of some numbers. */
export const elementTypeOf = (data: StoredArray["data"]): ElementType => (data instanceof Float64Array ? "F64"
  : data instanceof Float32Array ? "F32" : data instanceof Int32Array ? "I32" : "U8");

/** What is wrong with a file. */
export const damaged = (expected: string, got: string): WorldwiseError => new WorldwiseError("damaged-file",
  { expected: `safetensors: ${expected}`, got, todo: "take the file from its source again" }, { expected, got });
