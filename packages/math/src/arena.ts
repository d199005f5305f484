import type { Kernels } from "./kernels.ts";
import { MathError } from "./math-error.ts";
import { instantiate, mathModule } from "./wasm-module.ts";

/** Element types of exchanged arrays. */
export interface ArrayTypes {
  uint8: Uint8Array;
  int32: Int32Array;
  uint32: Uint32Array;
  float32: Float32Array;
  float64: Float64Array;
}
/** The name of an element type. */
export type Dtype = keyof ArrayTypes;
/** Any exchanged array. */
export type NumberArray = ArrayTypes[Dtype];
/** Makes a zeroed array of `length` elements. */
export type Allocator = <D extends Dtype>(dtype: D, length: number) => ArrayTypes[D];

/** Linear memory that is sized once and never grows, so that its views stay valid, with the kernels that work on it. */
export interface Arena {
  readonly memory: WebAssembly.Memory;
  /** Bytes that can be allocated in all. */
  readonly byteLength: number;
  /** Bytes allocated now. */
  readonly byteUsed: number;
  /** A zeroed view, aligned to 64 bytes. Throws `math/arena-full`. */
  readonly allocate: Allocator;
  /** Whether kernels can reach the array without a copy. */
  contains(array: NumberArray): boolean;
  /** The present height of the stack, for {@link Arena.release}. */
  mark(): number;
  /** Gives back all that was allocated since `mark`. The views must not be used afterwards: others will get their bytes. */
  release(mark: number): void;
  /** The raw exports. */
  readonly kernels: Kernels;
}

/** Size of an arena, and optionally a module that was compiled elsewhere (e.g. asynchronously). */
export interface ArenaOptions {
  /** Bytes to allocate from; rounded up to whole pages of 64 KiB. Default 1 MiB. */
  readonly bytes?: number;
  readonly module?: WebAssembly.Module;
}

type ArrayConstructors = { readonly [D in Dtype]: new (buffer: ArrayBuffer, offset: number, length: number) => ArrayTypes[D] };

const arrays: ArrayConstructors = {
  uint8: Uint8Array, int32: Int32Array, uint32: Uint32Array, float32: Float32Array, float64: Float64Array,
};
const elementBytes: Readonly<Record<Dtype, number>> = { uint8: 1, int32: 4, uint32: 4, float32: 4, float64: 8 };
const ALIGNMENT = 64;
const PAGE = 65536;
const PAGES_MAXIMUM = 65536;
/** More than the module's own static data, whose exact end is known only once it is instantiated. */
const STATIC_BYTES = 32768;

/** Bytes that an array of `length` elements takes in an arena. */
export function arenaBytes(dtype: Dtype, length: number): number {
  return Math.ceil(length * elementBytes[dtype] / ALIGNMENT) * ALIGNMENT;
}

function createMemory(bytes: number): WebAssembly.Memory {
  const pages = Math.ceil((bytes + STATIC_BYTES) / PAGE);
  if (!(bytes >= 0 && pages <= PAGES_MAXIMUM)) {
    throw new MathError("math/arena-size", {
      expected: "a size between 0 and 4 GiB", got: `${bytes} bytes`, todo: "Split the problem into several arenas.",
    }, { bytes });
  }
  return new WebAssembly.Memory({ initial: pages, maximum: pages });
}

function arenaFull(dtype: Dtype, length: number, free: number): MathError {
  return new MathError("math/arena-full", {
    expected: `room for ${length} × ${dtype}`, got: `${free} bytes left`,
    todo: "Create the arena larger (`createArena({ bytes })`), or release scratch: an arena never grows.",
  }, { dtype, length, free });
}

/**
 * An arena of `bytes`, made synchronously. Its module is compiled once for each process.
 *
 * @example
 * ```ts
 * import { createArena } from "@worldwise/math";
 *
 * const arena = createArena({ bytes: 4096 });
 * const value = arena.allocate("float64", 3);
 * console.log(value.length, arena.byteUsed); // 3 64
 * ```
 */
export function createArena(options: ArenaOptions = {}): Arena {
  const memory = createMemory(options.bytes ?? 1 << 20);
  const kernels = instantiate(options.module ?? mathModule(), memory);
  const { buffer } = memory;
  const base = Math.ceil(kernels.heapBase() / ALIGNMENT) * ALIGNMENT;
  const end = buffer.byteLength;
  let top = base;

  const allocate: Allocator = (dtype, length) => {
    const bytes = arenaBytes(dtype, length);
    if (!(bytes <= end - top)) throw arenaFull(dtype, length, end - top);
    const view = new arrays[dtype](buffer, top, length);
    view.fill(0);
    top += bytes;
    return view;
  };
  const release = (mark: number): void => {
    if (!(mark >= 0 && mark <= top - base)) {
      throw new MathError("math/arena-release", {
        expected: "a mark that this arena gave and has not passed", got: String(mark),
        todo: "Release in the reverse order of marking.",
      }, { mark });
    }
    top = base + mark;
  };
  return Object.freeze({
    memory, kernels, allocate, release,
    byteLength: end - base,
    get byteUsed() {
      return top - base;
    },
    contains: (array: NumberArray) => array.buffer === buffer,
    mark: () => top - base,
  });
}
