import { add, matmul } from "@worldwise/autodiff";
import type { Parameter } from "@worldwise/protocol";
import type { Activation } from "./activation.ts";
import { activationFunction } from "./activation.ts";
import { checkSize } from "./check-size.ts";
import type { Initializer } from "./initializer.ts";
import { truncatedNormal } from "./initializer.ts";
import type { Layer } from "./layer.ts";
import { drawn, filled } from "./layer.ts";
import { rowVector } from "./row-vector.ts";

/** Parameters of a dense layer: weight `[I, O]`, bias `[O]`. */
export type DenseParameters = { readonly weight: Parameter; readonly bias: Parameter };

/** Settings of a dense layer. */
export interface DenseOptions {
  /** I, numbers in a row that comes in. */
  readonly inputs: number;
  /** O, numbers in a row that goes out. */
  readonly outputs: number;
  /** Default `identity`. */
  readonly activation?: Activation;
  /** Of the weight; the bias begins at 0. Default `truncatedNormal()`. */
  readonly initializer?: Initializer;
}

/**
 * A dense layer:
 *
 *   y = activation(x W + b)
 *
 * x `[B, I]`, y `[B, O]`. With weights of E members, x is `[B, I]` for all of them or `[E, B, I]`, and y `[E, B, O]`.
 *
 * @throws WorldwiseError `bad-size`, `unknown-activation`
 */
export function dense(options: DenseOptions): Layer<DenseParameters> {
  const { inputs, outputs, activation = "identity", initializer = truncatedNormal() } = options;
  checkSize("inputs", inputs);
  checkSize("outputs", outputs);
  const after = activationFunction(activation);
  return Object.freeze<Layer<DenseParameters>>({
    init: (random) => ({
      weight: drawn(random, initializer, [inputs, outputs], { inputSize: inputs, outputSize: outputs, windowSize: 1 }),
      bias: filled([outputs]),
    }),
    apply: ({ weight, bias }, x) => after(add(matmul(x, weight), rowVector(bias))),
  });
}
