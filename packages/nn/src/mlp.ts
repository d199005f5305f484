import type { Tensor } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";
import type { Activation } from "./activation.ts";
import { activationFunction } from "./activation.ts";
import type { DenseParameters } from "./dense.ts";
import { dense } from "./dense.ts";
import type { Initializer } from "./initializer.ts";
import type { Layer } from "./layer.ts";
import type { LayerNormParameters } from "./layer-norm.ts";
import { layerNorm, unitLength } from "./layer-norm.ts";
import { sequence } from "./sequence.ts";

/** Parameters of a multilayer perceptron: `layer0`, `layer1`, …, and with layer norm `norm0`, … */
export type MlpParameters = { readonly [name: string]: DenseParameters | LayerNormParameters };

/** Settings of a multilayer perceptron. */
export interface MlpOptions {
  /** Between layers. Default `relu`. */
  readonly activation?: Activation;
  /** After the last layer. Default `identity`. */
  readonly outputActivation?: Activation;
  /** Of all weights. Default `truncatedNormal()`. */
  readonly initializer?: Initializer;
  /** Of the last weight. Default: as the others. */
  readonly outputInitializer?: Initializer;
  /** Whether each hidden layer is normalized before its activation. Default false. */
  readonly normalizeLayers?: boolean;
  /** Whether the last hidden feature is brought to length 1. Default false. */
  readonly normalizeFeature?: boolean;
}

/**
 * A multilayer perceptron: dense layers with activations between them. x `[B, sizes[0]]`, y `[B, sizes.at(-1)]`.
 *
 *   h_0 = x,  h_k+1 = activation(h_k W_k + b_k),  y = h_K−1 W_K−1 + b_K−1
 *
 * @param sizes - of the input, of the hidden layers, of the output: `[14, 256, 256, 12]`
 * @throws WorldwiseError `bad-size`, `unknown-activation`
 *
 * @example
 * ```ts
 * import { tensor } from "@worldwise/autodiff";
 * import { philox, seedKey } from "@worldwise/math";
 * import { eager, mlp } from "@worldwise/nn";
 *
 * const network = mlp([2, 16, 3], { activation: "silu" });
 * const parameters = network.init(philox.streams(seedKey(1), 1).lane(0));
 * console.log(network.apply(eager(parameters), tensor([1, 0, 0, 1], [2, 2])).shape.join()); // 2,3
 * ```
 */
export function mlp(sizes: readonly number[], options: MlpOptions = {}): Layer<MlpParameters> {
  const layerCount = sizes.length - 1;
  if (layerCount < 1) {
    const complaint = { expected: "at least two sizes", got: String(sizes.length), todo: "name input and output" };
    throw new WorldwiseError("bad-size", complaint, { count: sizes.length });
  }
  const steps = Array.from({ length: layerCount }, (_, k) => stepsAt(k, sizes, options));
  const network: Layer = sequence(Object.fromEntries(steps.flat()));
  return network as Layer<MlpParameters>; // only dense layers and layer norms among the steps have parameters
}

type Step = Layer<DenseParameters> | Layer<LayerNormParameters> | ((x: Tensor) => Tensor);

function stepsAt(k: number, sizes: readonly number[], options: MlpOptions): readonly (readonly [name: string, step: Step])[] {
  const { activation = "relu", outputActivation = "identity", initializer, outputInitializer = initializer } = options;
  const [inputs, outputs, isLast] = [sizes[k]!, sizes[k + 1]!, k === sizes.length - 2];
  const chosen = isLast ? outputInitializer : initializer;
  const affine = dense({ inputs, outputs, ...(chosen && { initializer: chosen }) });
  const isNormalized = !isLast && options.normalizeLayers === true;
  const isFeature = k === sizes.length - 3 && options.normalizeFeature === true;
  return [
    [`layer${k}`, affine],
    ...(isNormalized ? [[`norm${k}`, layerNorm({ size: outputs })] as const] : []),
    [`activation${k}`, activationFunction(isLast ? outputActivation : activation)],
    ...(isFeature ? [[`feature${k}`, (x: Tensor) => unitLength(x)] as const] : []),
  ];
}
