import type { Arena, ArrayTypes } from "./arena.ts";
import { checkApart, checkDtype, type FloatDtype, pointerOf } from "./arena-array.ts";
import { rowCountOf } from "./reductions.ts";

/** Layer normalization of the rows of `[B, N]` arrays, and its adjoint. */
export interface LayerNorm<D extends FloatDtype> {
  /** out[b, i] = (x[b, i] - mean_b) / √(variance_b + epsilon) · gain[i] + shift[i], statistics of the row in float64. */
  readonly layerNorm: (
    input: ArrayTypes[D], gain: ArrayTypes[D], shift: ArrayTypes[D], out: ArrayTypes[D], epsilon?: number,
  ) => void;
  /**
   * The adjoint of `layerNorm` at `input`: with n the normalized rows, g the cotangent `[B, N]` and h = g · gain,
   *
   *   outInput = (h - mean(h) - n mean(h n)) / √(variance + epsilon),  outGain = Σ_b g n,  outShift = Σ_b g
   *
   * Sums over rows are float64, in ascending order of b. `outInput` may be `cotangent` or `input`; all three are overwritten.
   */
  readonly layerNormAdjoint: (
    input: ArrayTypes[D], gain: ArrayTypes[D], cotangent: ArrayTypes[D], outInput: ArrayTypes[D], outGain: ArrayTypes[D],
    outShift: ArrayTypes[D], epsilon?: number,
  ) => void;
}

/** B, where `out` is `input` itself or apart from it, and both are of the type. */
export function pairedRows<D extends FloatDtype>(
  arena: Arena, dtype: D, columnCount: number, input: ArrayTypes[D], out: ArrayTypes[D],
): number {
  const rows = rowCountOf(arena, "input", input, columnCount);
  checkDtype("input", input, dtype);
  checkDtype("out", out, dtype);
  pointerOf(arena, "out", out, input.length);
  if (input.byteOffset !== out.byteOffset) checkApart("input", input, "out", out);
  return rows;
}

/** For rows of N entries; two scratch rows are taken from the arena. */
export function layerNorm<D extends FloatDtype>(arena: Arena, dtype: D, columnCount: number): LayerNorm<D> {
  const { layerNormAdjointF32, layerNormAdjointF64, layerNormF32, layerNormF64 } = arena.kernels, isSingle = dtype === "float32";
  const sums = arena.allocate("float64", 2 * columnCount);
  const inPlaceOrApart = (input: ArrayTypes[D], out: ArrayTypes[D]): number => pairedRows(arena, dtype, columnCount, input, out);
  const locate = (name: string, array: ArrayTypes[D]): number => {
    checkDtype(name, array, dtype);
    return pointerOf(arena, name, array, columnCount);
  };
  return {
    layerNorm: (input: ArrayTypes[D], gain: ArrayTypes[D], shift: ArrayTypes[D], out: ArrayTypes[D], epsilon = 1e-5) => {
      const rows = inPlaceOrApart(input, out);
      for (const [name, array] of [["gain", gain], ["shift", shift]] as const) checkApart(name, array, "out", out);
      const gains = locate("gain", gain), shifts = locate("shift", shift);
      (isSingle ? layerNormF32 : layerNormF64)(
        rows, columnCount, epsilon, input.byteOffset, gains, shifts, out.byteOffset,
      );
    },
    layerNormAdjoint: (
      input: ArrayTypes[D], gain: ArrayTypes[D], cotangent: ArrayTypes[D], outInput: ArrayTypes[D], outGain: ArrayTypes[D],
      outShift: ArrayTypes[D], epsilon = 1e-5,
    ) => {
      const rows = inPlaceOrApart(input, outInput);
      inPlaceOrApart(cotangent, outInput);
      checkApart("gain", gain, "outInput", outInput);
      const gains = locate("gain", gain);
      locate("outGain", outGain);
      locate("outShift", outShift);
      (isSingle ? layerNormAdjointF32 : layerNormAdjointF64)(
        rows, columnCount, epsilon, input.byteOffset, gains, cotangent.byteOffset, outInput.byteOffset, sums.byteOffset,
      );
      for (let i = 0; i < columnCount; i++) {
        outGain[i] = sums[i]!;
        outShift[i] = sums[columnCount + i]!;
      }
    },
  };
}
