// Bootstrap replicates of tasks in plain JavaScript, word by word and statistic by statistic, as docstrings describe them.
import type { RandomKey } from "../src/random.ts";
import { randomCore } from "../src/random-core.ts";

/** Word `index` of lane `replicate`, or with `side` = 1 the side stream's attempt. */
function word(key: RandomKey, index: number, attempt: number, replicate: number, side: 0 | 1): number {
  const { arena: { kernels }, words, pointer } = randomCore();
  const block = side === 1 ? index : index >>> 2;
  kernels.philoxBlock(block, attempt, replicate, side, key[1], key[0], pointer);
  return words[side === 1 ? 0 : index & 3]!;
}

/** [T][N_t] Which runs the replicate draws. */
export function plainDraws(sizes: readonly number[], key: RandomKey, replicate: number): number[][] {
  let index = 0;
  return sizes.map((size) => {
    let most = 1;
    while (size > 1 && size ** (most + 1) <= 65536) most++;
    const perWord = Math.ceil(size / Math.ceil(size / most));
    const draws: number[] = [];
    while (draws.length < size) {
      draws.push(...wordDraws(size, perWord, key, index, replicate).slice(0, size - draws.length));
      index++;
    }
    return draws;
  });
}

function wordDraws(size: number, perWord: number, key: RandomKey, index: number, replicate: number): number[] {
  const power = BigInt(size) ** BigInt(perWord), bits = 32n, mask = (1n << bits) - 1n;
  let rest = BigInt(word(key, index, 0, replicate, 0));
  for (let attempt = 0; ((rest * power) & mask) < (1n << bits) % power; attempt++) {
    rest = BigInt(word(key, index, attempt, replicate, 1));
  }
  return Array.from({ length: perWord }, () => {
    const product = rest * BigInt(size);
    rest = product & mask;
    return Number(product >> bits);
  });
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const mean = (numbers: readonly number[]): number => sum(numbers) / numbers.length;

/** The four statistics of the drawn scores, from the definitions: nothing is counted. */
export function plainAggregates(tasks: readonly (readonly number[])[], threshold: number): Record<string, number> {
  const means = tasks.map(mean).sort((a, b) => a - b);
  const middle = means.length >> 1;
  return {
    mean: mean(means),
    median: means.length % 2 === 1 ? means[middle]! : (means[middle - 1]! + means[middle]!) / 2,
    interquartileMean: weightedMiddle(tasks.flatMap((task) => task.map((score) => ({ score, weight: 1 / task.length })))),
    optimalityGap: mean(tasks.map((task) => mean(task.map((score) => Math.max(0, threshold - score))))),
  };
}

function weightedMiddle(runs: { score: number; weight: number }[]): number {
  runs.sort((a, b) => a.score - b.score);
  const total = sum(runs.map(({ weight }) => weight));
  let reached = 0, kept = 0;
  for (const { score, weight } of runs) {
    const from = Math.max(reached, total / 4);
    reached += weight;
    kept += Math.max(0, Math.min(reached, 3 * total / 4) - from) * score;
  }
  return kept / (total / 2);
}
