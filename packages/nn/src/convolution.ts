import { add, broadcastTo, concat, gather, matmul, reshape, tensor, transpose } from "@worldwise/autodiff";
import type { Parameter, Tensor } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";
import type { Activation } from "./activation.ts";
import { activationFunction } from "./activation.ts";
import { checkSize } from "./check-size.ts";
import type { Window } from "./convolution-window.ts";
import { convolutionWindow } from "./convolution-window.ts";
import type { Initializer } from "./initializer.ts";
import { he } from "./initializer.ts";
import type { Layer } from "./layer.ts";
import { drawn, filled } from "./layer.ts";
import { rowVector } from "./row-vector.ts";

/** Parameters of a convolution: weight `[window, window, C, F]`, bias `[F]`. */
export type ConvolutionParameters = { readonly weight: Parameter; readonly bias: Parameter };

/** Settings of a convolution. */
export interface ConvolutionOptions {
  readonly height: number;
  readonly width: number;
  /** C, numbers at each place that comes in. */
  readonly channels: number;
  /** F, numbers at each place that goes out. */
  readonly filters: number;
  /** Side of the square window. Default 3. */
  readonly window?: number;
  /** Places from one window to the next. Default 1. */
  readonly stride?: number;
  /** `same`: zeros around, so that stride 1 keeps height and width. `valid`: windows stay inside. Default `same`. */
  readonly padding?: "same" | "valid";
  /** Default `identity`. */
  readonly activation?: Activation;
  /** Of the weight; the bias begins at 0. Default `he()`. */
  readonly initializer?: Initializer;
}

/** A convolution, and what it makes of height and width. */
export interface Convolution extends Layer<ConvolutionParameters> {
  readonly outHeight: number;
  readonly outWidth: number;
}

/**
 * A convolution over small images or grids (a correlation, as everywhere in this field):
 *
 *   y_ijf = activation(Σ_pqc x_(i·stride + p − before)(j·stride + q − before)c · W_pqcf + b_f)
 *
 * x `[B, height, width, C]`, y `[B, outHeight, outWidth, F]`; of E members, x may have a leading axis E and y has one. Outside of
 * the image x is 0. It takes the rows of all windows together and multiplies once, in memory of window² times the image.
 *
 * @throws WorldwiseError `bad-size` where a size is not a whole number, or a window does not fit
 */
export function convolution(options: ConvolutionOptions): Convolution {
  const { height, width, channels, filters, window = 3, stride = 1, padding = "same" } = options;
  const { activation = "identity", initializer = he() } = options;
  for (const [name, size] of Object.entries({ height, width, channels, filters, window, stride })) checkSize(name, size);
  const after = activationFunction(activation);
  const view = convolutionWindow({ height, width, window, stride, padding });
  const size = { inputSize: window * window * channels, outputSize: filters, windowSize: window * window };
  return Object.freeze<Convolution>({
    outHeight: view.outHeight, outWidth: view.outWidth,
    init: (random) => ({
      weight: drawn(random, initializer, [window, window, channels, filters], size), bias: filled([filters]),
    }),
    apply({ weight, bias }, x) {
      checkImage(x, options);
      const members = weight.shape.slice(0, -4);
      const rows = windowRows(x, view);
      const y = add(matmul(rows, reshape(weight, [...members, size.inputSize, filters])), rowVector(bias));
      return after(reshape(y, [...y.shape.slice(0, -2), x.shape.at(-4)!, view.outHeight, view.outWidth, filters]));
    },
  });
}

/** Joins the last axes of each row: `[B, H, W, C]` → `[B, H·W·C]` for 3. */
export const flatten = (axisCount: number): ((x: Tensor) => Tensor) => (x) => {
  const [kept, joined] = [x.shape.slice(0, -axisCount), x.shape.slice(-axisCount)];
  return reshape(x, [...kept, joined.reduce((product, length) => product * length, 1)]);
};

/** What each window sees, one row for each: `[…, B, H, W, C]` → `[…, B · places, window² · C]`. */
function windowRows(x: Tensor, { index, places, area }: Window): Tensor {
  const [height, width, channels] = x.shape.slice(-3) as [number, number, number]; // checked: an image has them
  const lead = x.shape.slice(0, -3);
  const count = lead.reduce((product, length) => product * length, 1);
  const byPlace = transpose(reshape(x, [count, height * width, channels]), [1, 0, 2]);
  const withOutside = concat([byPlace, broadcastTo(tensor(0), [1, count, channels])], 0);
  const seen = reshape(gather(withOutside, index), [places, area, count, channels]);
  return reshape(transpose(seen, [2, 0, 1, 3]), [...lead.slice(0, -1), lead.at(-1)! * places, area * channels]);
}

function checkImage(x: Tensor, { height, width, channels }: ConvolutionOptions): void {
  if (x.shape.length >= 4 && x.shape.slice(-3).join() === `${height},${width},${channels}`) return;
  throw new WorldwiseError("shape-mismatch", {
    expected: `convolution: images [B×${height}×${width}×${channels}]`, got: `[${x.shape.join("×")}]`,
    todo: "reshape what comes in",
  });
}
