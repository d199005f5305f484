/** An episode that ended. */
export interface Episode {
  /** Steps. */
  readonly length: number;
  /** Σ_t r_t */
  readonly return: number;
  /** Σ_t γ^t r_t */
  readonly discountedReturn: number;
  /** Whether the MDP ended; otherwise it was truncated. */
  readonly terminated: boolean;
}

/** Sums of the episodes under way in B lanes. Arrays of `[B]`: to be saved with whatever drives them. */
export interface EpisodeTally {
  readonly state: EpisodeSums;
  add(lane: number, reward: number): void;
  /** The lane's episode; the lane counts from zero again. */
  finish(lane: number, terminated: boolean): Episode;
}

/** What a tally would save. (A type, not an interface: it passes as a state tree.) */
export type EpisodeSums = {
  readonly length: Float64Array;
  readonly return: Float64Array;
  readonly discountedReturn: Float64Array;
  /** γ^length */
  readonly weight: Float64Array;
};

/** Counts steps and sums rewards in each lane. */
export function episodeTally(lanes: number, discount: number): EpisodeTally {
  const [length, total, discounted, weight] =
    [new Float64Array(lanes), new Float64Array(lanes), new Float64Array(lanes), new Float64Array(lanes).fill(1)];
  return {
    state: { length, return: total, discountedReturn: discounted, weight },
    add(lane, reward) {
      length[lane] = length[lane]! + 1;
      total[lane] = total[lane]! + reward;
      discounted[lane] = discounted[lane]! + weight[lane]! * reward;
      weight[lane] = weight[lane]! * discount;
    },
    finish(lane, terminated) {
      const episode = { length: length[lane]!, return: total[lane]!, discountedReturn: discounted[lane]!, terminated };
      for (const sums of [length, total, discounted]) sums[lane] = 0;
      weight[lane] = 1;
      return episode;
    },
  };
}
