/**
 * Networks, distributions and optimizers as functions of tensors.
 *
 * @packageDocumentation
 */

// Layers
export { activationFunction, elu, type Activation, type ActivationName } from "./activation.ts";
export type { Layer } from "./layer.ts";
export { dense, type DenseOptions, type DenseParameters } from "./dense.ts";
export { mlp, type MlpOptions, type MlpParameters } from "./mlp.ts";
export { layerNorm, unitLength, type LayerNormParameters } from "./layer-norm.ts";
export { convolution, flatten, type Convolution, type ConvolutionOptions, type ConvolutionParameters } from "./convolution.ts";
export { embedding, type EmbeddingOptions, type EmbeddingParameters } from "./embedding.ts";
export {
  gru, lstm, unroll, type LstmState, type RecurrentCell, type RecurrentOptions, type RecurrentParameters,
} from "./recurrent.ts";
export { sequence, type SequenceParameters, type Steps } from "./sequence.ts";
export { ensemble, memberOf } from "./ensemble.ts";

// Initializers
export {
  glorot, he, type Initializer, normal, orthogonal, truncatedNormal, uniform, type WeightSize, zeros,
} from "./initializer.ts";

// Trees of parameters
export { eager } from "./eager.ts";
export { assignParameters, type TensorTree } from "./tree.ts";

// Distributions
export type { ClosedForm, Distribution } from "./distribution.ts";
export { gaussian, softBounded, type Gaussian, type LogVarianceBounds } from "./gaussian.ts";
export { tanhGaussian, type ScoredSample, type TanhGaussian } from "./tanh-gaussian.ts";
export { categorical, type Categorical } from "./categorical.ts";
export { gaussianMixture, type GaussianMixture, type MixtureNoise } from "./gaussian-mixture.ts";
export {
  squareRootTransform, symmetricLogarithm, twoHot, type TwoHot, type TwoHotOptions, type ValueTransform,
} from "./two-hot.ts";

// Optimizers
export {
  adam, adamW, gradientDescent, momentum, rmsProp, type AdamOptions, type AdamWOptions, type MomentsMemory, type MomentumOptions,
  type NoMemory, type RmsPropOptions, type SquareMemory, type VelocityMemory,
} from "./optimizers.ts";
export { optimizeTree, type Moved, type TreeOptimizer } from "./tree-optimizer.ts";
export { cosineSchedule, exponentialSchedule, linearSchedule, warmup, type Rate, type Schedule } from "./schedule.ts";
export { clipByGlobalNorm, clipByValue, globalNorm } from "./clip.ts";
export { average } from "./average.ts";

// Data
export { inputNormalizer, type InputNormalizer, type NormalizerParameters } from "./input-normalizer.ts";

// Files
export { readSafetensors, writeSafetensors, type SafetensorsFile } from "./safetensors.ts";
export type { StoredArray, StoredArrays } from "./safetensors-format.ts";

// By name
export {
  adamPlugin, adamWPlugin, gradientDescentPlugin, momentumPlugin, type OptimizerPlugin, plugins, type RateOptions, rmsPropPlugin,
  type WithRate,
} from "./plugins.ts";
