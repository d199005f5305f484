// The same numbers for every peer, from a formula that each of them can compute.

/** sin(0.7371 (k + 1) + 12.9898 seed) · scale, k < count */
export const wave = (seed, count, scale = 1) =>
  Float32Array.from({ length: count }, (_, k) => scale * Math.sin(0.7371 * (k + 1) + 12.9898 * seed));

/** A multilayer perceptron's weights `[I, O]`, of size 1 / √I, and biases, layer by layer. */
export const layersOf = (sizes, seed) => sizes.slice(1).map((outputs, k) => {
  const inputs = sizes[k];
  return { inputs, outputs, weight: wave(seed + 2 * k, inputs * outputs, 1 / Math.sqrt(inputs)), bias: wave(seed + 2 * k + 1, outputs, 0.1) };
});

/** What is trained: sizes, batches and activations. Each peer has these under the same names. */
export const regressions = {
  "mlp-small-32": { sizes: [4, 64, 64, 2], batch: 32 },
  "mlp-wide-32": { sizes: [14, 256, 256, 12], batch: 32 },
  "mlp-wide-256": { sizes: [14, 256, 256, 12], batch: 256 },
};
export const learningRate = 1e-3;
