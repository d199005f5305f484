import type { ExplicitMdp, Random } from "../src/index.ts";

export interface RandomMdpShape {
  readonly stateCount: number;
  readonly actionCount: number;
  /** Successors of a row: exactly so many, or up to so many (0 among them) where ragged. */
  readonly width: number;
  readonly ragged: boolean;
  /** Share of transitions that end the episode. */
  readonly terminating: number;
  readonly discount: number;
}

/** Probabilities that sum to 1. */
function simplex(random: Random, count: number): number[] {
  const weights = Array.from({ length: count }, () => random.uniform() + 1e-3);
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

/** A random process whose rows have some room to spare between them. */
export function randomMdp(random: Random, shape: RandomMdpShape): ExplicitMdp {
  const { stateCount, actionCount, width, discount } = shape;
  const rowStart: number[] = [], rowEnd: number[] = [], reward: number[] = [];
  const successor: number[] = [], probability: number[] = [], terminated: number[] = [];
  for (let row = 0; row < stateCount * actionCount; row++) {
    const count = shape.ragged ? random.integer(width + 1) : width;
    rowStart.push(successor.length);
    for (const p of simplex(random, count)) {
      successor.push(random.integer(stateCount));
      probability.push(p);
      terminated.push(random.uniform() < shape.terminating ? 1 : 0);
    }
    rowEnd.push(successor.length);
    successor.push(0); // room to spare, holding what must never be read
    probability.push(NaN);
    terminated.push(0);
    reward.push(2 * random.uniform() - 1);
  }
  return {
    stateCount, actionCount, discount,
    rowStart: Int32Array.from(rowStart), rowEnd: Int32Array.from(rowEnd), successor: Int32Array.from(successor),
    probability: Float64Array.from(probability), terminated: Uint8Array.from(terminated), reward: Float64Array.from(reward),
  };
}

export function randomValue(random: Random, length: number): Float64Array {
  return Float64Array.from({ length }, () => 20 * random.uniform() - 10);
}
