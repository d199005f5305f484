import type { Arena, ArrayTypes } from "./arena.ts";
import { checkApart, checkDtype, checkSizes, type FloatDtype, pointerOf } from "./arena-array.ts";
import { MathError } from "./math-error.ts";

/** Sizes of a convolution. */
export interface Convolution2dOptions<D extends FloatDtype> {
  /** Holds all operands, and the workspace: one image's windows. */
  readonly arena: Arena;
  readonly dtype: D;
  /** B, images. */
  readonly batchCount: number;
  /** H */
  readonly height: number;
  /** W */
  readonly width: number;
  /** C, numbers at each place of the input. */
  readonly channelCount: number;
  /** F, numbers at each place of the output. */
  readonly filterCount: number;
  /** P, rows of a window. Default 3. */
  readonly windowHeight?: number;
  /** Q, columns of a window. Default 3. */
  readonly windowWidth?: number;
  /** Places from one window to the next, in both directions. Default 1. */
  readonly stride?: number;
  /** `"same"`: zeros around, so that stride 1 keeps height and width; `"valid"`: windows stay inside. Default `"same"`. */
  readonly padding?: "same" | "valid";
}

/** A convolution and its adjoints; results are overwritten, and apart from all operands. */
export interface Convolution2d<D extends FloatDtype> {
  /** I */
  readonly outHeight: number;
  /** J */
  readonly outWidth: number;
  /** out `[B, I, J, F]` from input `[B, H, W, C]`, weight `[P, Q, C, F]` and bias `[F]`, default none. */
  readonly forward: (input: ArrayTypes[D], weight: ArrayTypes[D], out: ArrayTypes[D], bias?: ArrayTypes[D]) => void;
  /** outInput `[B, H, W, C]` ← Σ over windows of cotangent `[B, I, J, F]` · weight. */
  readonly inputAdjoint: (cotangent: ArrayTypes[D], weight: ArrayTypes[D], outInput: ArrayTypes[D]) => void;
  /** outWeight `[P, Q, C, F]` ← Σ over images and windows of input · cotangent. The bias's adjoint is the cotangent's column sum. */
  readonly weightAdjoint: (input: ArrayTypes[D], cotangent: ArrayTypes[D], outWeight: ArrayTypes[D]) => void;
}

/** Windows along one axis, and how far the first one begins outside. */
interface Along { readonly count: number; readonly before: number }

function windowsAlong(size: number, window: number, stride: number, padding: "same" | "valid"): Along {
  if (padding === "valid") return { count: Math.floor((size - window) / stride) + 1, before: 0 };
  const count = Math.ceil(size / stride), outside = Math.max((count - 1) * stride + window - size, 0);
  return { count, before: Math.floor(outside / 2) };
}

function checkWindow(padding: "same" | "valid", sizes: readonly number[], windows: readonly number[]): void {
  if (padding === "same" || sizes.every((size, axis) => windows[axis]! <= size)) return;
  throw new MathError("math/size", {
    expected: `a window within ${sizes.join(" × ")}`, got: windows.join(" × "), todo: "Take a smaller window, or pad.",
  }, { height: sizes[0]!, width: sizes[1]! });
}

/** Sizes that follow from the options, and the two ways between an image and its windows. */
interface Layout {
  readonly outHeight: number;
  readonly outWidth: number;
  /** Windows of an image. */
  readonly places: number;
  /** Numbers in a window. */
  readonly terms: number;
  readonly gather: (image: number, windows: number) => void;
  readonly scatter: (windows: number, image: number) => void;
}

function layoutOf(options: Convolution2dOptions<FloatDtype>): Layout {
  const { arena: { kernels }, dtype, batchCount, height, width, channelCount, filterCount } = options;
  const { windowHeight = 3, windowWidth = 3, stride = 1, padding = "same" } = options;
  checkSizes({ batchCount });
  checkSizes({ height, width, channelCount, filterCount, windowHeight, windowWidth, stride }, 1);
  checkWindow(padding, [height, width], [windowHeight, windowWidth]);
  const down = windowsAlong(height, windowHeight, stride, padding), across = windowsAlong(width, windowWidth, stride, padding);
  const places = [windowHeight, windowWidth, stride, down.before, across.before, down.count, across.count] as const;
  const isSingle = dtype === "float32", add = isSingle ? kernels.scatterWindowsF32 : kernels.scatterWindowsF64;
  return {
    outHeight: down.count, outWidth: across.count,
    places: down.count * across.count, terms: windowHeight * windowWidth * channelCount,
    gather: (image, windows) => kernels.gatherWindows(height, width, channelCount * (isSingle ? 4 : 8), ...places, image, windows),
    scatter: (windows, image) => add(height, width, channelCount, ...places, windows, image),
  };
}

/** Where the array is, once it is of the right type and size and apart from what will be overwritten. */
function located<D extends FloatDtype>(
  { arena, dtype }: Convolution2dOptions<D>, name: string, array: ArrayTypes[D], length: number, out: ArrayTypes[D],
): number {
  checkDtype(name, array, dtype);
  if (array !== out) checkApart(name, array, "what is written", out);
  return pointerOf(arena, name, array, length);
}

// The flags of assembly/matmul.ts.
const TRANSPOSE_LEFT = 1, TRANSPOSE_RIGHT = 2, ACCUMULATE = 4;

/**
 * A small convolution (a correlation, as everywhere in this field) and its adjoints, float32 or float64.
 *
 *   out[b, i, j, f] = bias[f] + Σ_p Σ_q Σ_c input[b, i·stride + p - above, j·stride + q - before, c] · weight[p, q, c, f]
 *
 * Outside the image the input is 0; padding that cannot be shared equally goes below and behind. Windows are copied side by side,
 * image by image, and multiplied by the kernel of {@link matmul}: terms are added in its order, p, q, c ascending, so that results
 * are the same bits on every engine. For small images: the workspace has P·Q times an image's output places.
 * Throws `math/size` and `math/arena-full` here; the functions throw `math/not-in-arena`, `math/dtype`, `math/array-length` and
 * `math/overlap` before they write.
 *
 * @example
 * ```ts
 * import { convolution2d, createArena } from "@worldwise/math";
 *
 * const arena = createArena();
 * const image = arena.allocate("float32", 9).fill(1), weight = arena.allocate("float32", 9).fill(1), out = arena.allocate("float32", 9);
 * const sizes = { batchCount: 1, height: 3, width: 3, channelCount: 1, filterCount: 1 };
 * convolution2d({ arena, dtype: "float32", ...sizes }).forward(image, weight, out);
 * console.log(out.join(" ")); // 4 6 4 6 9 6 4 6 4
 * ```
 */
export function convolution2d<D extends FloatDtype>(options: Convolution2dOptions<D>): Convolution2d<D> {
  const { outHeight, outWidth, places, terms, gather, scatter } = layoutOf(options);
  const { arena, dtype, batchCount: batch, filterCount: filters } = options, { kernels } = arena;
  const isSingle = dtype === "float32", multiply = isSingle ? kernels.matmulF32 : kernels.matmulF64;
  const workspaceOf = isSingle ? kernels.matmulWorkspaceF32 : kernels.matmulWorkspaceF64;
  const imageSize = options.height * options.width * options.channelCount, outSize = places * filters;
  const imageBytes = imageSize * (isSingle ? 4 : 8), outBytes = outSize * (isSingle ? 4 : 8);
  const windows = arena.allocate(dtype, places * terms).byteOffset;
  const most = Math.max(workspaceOf(places, filters, terms), workspaceOf(places, terms, filters), workspaceOf(terms, filters, places));
  const workspace = arena.allocate("uint8", most).byteOffset;
  return Object.freeze({
    outHeight, outWidth,
    forward: (input: ArrayTypes[D], weight: ArrayTypes[D], out: ArrayTypes[D], bias?: ArrayTypes[D]) => {
      const to = located(options, "out", out, batch * outSize, out), from = located(options, "input", input, batch * imageSize, out);
      const weights = located(options, "weight", weight, terms * filters, out);
      const shift = bias ? located(options, "bias", bias, filters, out) : 0;
      for (let b = 0; b < batch; b++) {
        gather(from + b * imageBytes, windows);
        multiply(
          1, places, filters, terms, 0, windows, terms, 0, weights, filters, 0, to + b * outBytes, filters, 0, shift, workspace,
        );
      }
    },
    inputAdjoint: (cotangent: ArrayTypes[D], weight: ArrayTypes[D], outInput: ArrayTypes[D]) => {
      const to = located(options, "outInput", outInput, batch * imageSize, outInput);
      const from = located(options, "cotangent", cotangent, batch * outSize, outInput);
      const weights = located(options, "weight", weight, terms * filters, outInput);
      for (let b = 0; b < batch; b++) {
        multiply(
          1, places, terms, filters, TRANSPOSE_RIGHT, from + b * outBytes, filters, 0, weights, filters, 0, windows, terms, 0,
          0, workspace,
        );
        scatter(windows, to + b * imageBytes);
      }
    },
    weightAdjoint: (input: ArrayTypes[D], cotangent: ArrayTypes[D], outWeight: ArrayTypes[D]) => {
      const to = located(options, "outWeight", outWeight, terms * filters, outWeight);
      const from = located(options, "input", input, batch * imageSize, outWeight);
      const upstream = located(options, "cotangent", cotangent, batch * outSize, outWeight);
      if (batch === 0) outWeight.fill(0);
      for (let b = 0; b < batch; b++) {
        gather(from + b * imageBytes, windows);
        multiply(
          1, terms, filters, places, TRANSPOSE_LEFT | (b === 0 ? 0 : ACCUMULATE), windows, terms, 0,
          upstream + b * outBytes, filters, 0, to, filters, 0, 0, workspace,
        );
      }
    },
  });
}
