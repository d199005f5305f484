import type { Allocator } from "@worldwise/protocol";
import { heap } from "@worldwise/protocol";

/**
 * What least squares needs to know of pairs (φ, φ') and rewards: sums (or weighted means) of products.
 *
 * K features. φ' = 0 after a transition that ended the episode.
 */
export type LinearMoments = {
  /** `[K, K]` C = Σ φ φᵀ */
  gram: Float64Array;
  /** `[K, K]` N = Σ φ φ'ᵀ */
  next: Float64Array;
  /** `[K]` d = Σ φ r */
  reward: Float64Array;
};

/** Moments of nothing. */
export function linearMoments(featureSize: number, allocator: Allocator = heap): LinearMoments {
  const square = featureSize * featureSize;
  return { gram: allocator("float64", square), next: allocator("float64", square), reward: allocator("float64", featureSize) };
}

/**
 * Counts in one transition.
 *
 * @param weight - what it counts for
 */
export function addMoment(
  { gram, next, reward: rewards }: LinearMoments, feature: Float64Array, nextFeature: Float64Array, reward: number, weight = 1,
): void {
  const size = feature.length;
  for (let i = 0; i < size; i++) {
    const scaled = weight * feature[i]!;
    if (scaled === 0) continue;
    for (let k = 0; k < size; k++) {
      gram[i * size + k]! += scaled * feature[k]!;
      next[i * size + k]! += scaled * nextFeature[k]!;
    }
    rewards[i]! += scaled * reward;
  }
}

/** A Markov reward process seen through features. N states, K features. */
export interface FeatureChain {
  /** `[N, K]` Φ */
  readonly feature: Float64Array;
  /** `[N]` D: how much each state counts, at least 0. */
  readonly weight: Float64Array;
  /** `[N, N]` P^π. Rows of states where the episode ends sum to less than 1. */
  readonly transition: Float64Array;
  /** `[N]` r^π */
  readonly reward: Float64Array;
}

/** C = Φᵀ D Φ, N = Φᵀ D P Φ, d = Φᵀ D r: the moments of a chain, without sampling. */
export function momentsOfChain({ feature, weight, transition, reward }: FeatureChain): LinearMoments {
  const stateCount = weight.length;
  const featureSize = feature.length / stateCount;
  const moments = linearMoments(featureSize);
  const expected = new Float64Array(featureSize);
  for (let s = 0; s < stateCount; s++) {
    expected.fill(0);
    for (let y = 0; y < stateCount; y++) {
      const probability = transition[s * stateCount + y]!;
      for (let k = 0; k < featureSize; k++) expected[k]! += probability * feature[y * featureSize + k]!;
    }
    addMoment(moments, feature.subarray(s * featureSize, (s + 1) * featureSize), expected, reward[s]!, weight[s]);
  }
  return moments;
}
