import type { Features } from "@worldwise/data";

/** Writes outValue `[B, M]`, Σ_k weights[m, k] φ_k(x_b), for `count` = B inputs `[B, D]`. */
export function linearPredictor(features: Features, functionCount: number): (
  weights: Float64Array, input: Float64Array, count: number, outValue: Float64Array,
) => void {
  const { size } = features;
  const feature = new Float64Array(size);
  return (weights, input, count, outValue) => {
    for (let b = 0; b < count; b++) {
      features.write(input, b, feature);
      for (let m = 0; m < functionCount; m++) {
        let sum = 0;
        for (let k = 0; k < size; k++) sum += weights[m * size + k]! * feature[k]!;
        outValue[b * functionCount + m] = sum;
      }
    }
  };
}
