import { tensor } from "@worldwise/autodiff";
import type { Tensor } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";

/** Where windows lie over an image. */
export interface WindowOptions {
  readonly height: number;
  readonly width: number;
  readonly window: number;
  readonly stride: number;
  readonly padding: "same" | "valid";
}

/** Which place each place of each window sees. */
export interface Window {
  readonly outHeight: number;
  readonly outWidth: number;
  /** Windows: outHeight · outWidth. */
  readonly places: number;
  /** Places of a window. */
  readonly area: number;
  /** `[places · area]` into the places of the image, row by row; height · width for what lies outside. */
  readonly index: Tensor;
}

/** Lays windows over an image. With `same`, padding that cannot be shared equally goes to the end. */
export function convolutionWindow({ height, width, window, stride, padding }: WindowOptions): Window {
  const rows = along(height, window, stride, padding);
  const columns = along(width, window, stride, padding);
  const index: number[] = [];
  for (let i = 0; i < rows.count; i++) {
    for (let j = 0; j < columns.count; j++) {
      for (let p = 0; p < window; p++) {
        for (let q = 0; q < window; q++) {
          index.push(placeAt(i * stride + p - rows.before, j * stride + q - columns.before, height, width));
        }
      }
    }
  }
  const [places, area] = [rows.count * columns.count, window * window];
  return { outHeight: rows.count, outWidth: columns.count, places, area, index: tensor(index, [places * area], "int32") };
}

const placeAt = (row: number, column: number, height: number, width: number): number =>
  (row >= 0 && row < height && column >= 0 && column < width ? row * width + column : height * width);

/** Windows along one axis, and the zeros before the first. */
interface Along {
  readonly count: number;
  readonly before: number;
}

function along(length: number, window: number, stride: number, padding: "same" | "valid"): Along {
  const count = padding === "same" ? Math.ceil(length / stride) : Math.floor((length - window) / stride) + 1;
  if (count < 1) {
    const expected = `a window of at most ${length} places`;
    const complaint = { expected, got: String(window), todo: "shrink it, or pad with \"same\"" };
    throw new WorldwiseError("bad-size", complaint, { length, window });
  }
  const missing = padding === "same" ? Math.max(0, (count - 1) * stride + window - length) : 0;
  return { count, before: Math.floor(missing / 2) };
}
