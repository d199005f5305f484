import type { Dataset, ExtraKey, Random, Space, TransitionBatch } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";
import { checkGather, checkIndex } from "./check-indices.ts";
import type { Episodes } from "./episodes.ts";

/**
 * Some transitions of a data set as a data set of their own, in the order given; a view, nothing is copied.
 *
 * What follows a transition follows it here too, where it is among those chosen. The view is of a data set that does not change.
 */
export function subset<O extends Space, A extends Space, E extends ExtraKey = never>(
  data: Dataset<O, A, E>, indices: Int32Array,
): Dataset<O, A, E> {
  const chosen = indices.slice();
  const place = new Int32Array(data.size).fill(-1);
  chosen.forEach((index, at) => {
    checkIndex(index, data.size);
    place[index] = at;
  });
  return Object.freeze({
    size: chosen.length, added: chosen.length,
    gather(wanted: Int32Array, out: TransitionBatch<O, A, E>) {
      checkGather(wanted, chosen.length, out);
      data.gather(wanted.map((at) => chosen[at]!), out);
    },
    follow(at: number) {
      checkIndex(at, chosen.length);
      const next = data.follow(chosen[at]!);
      return next < 0 ? -1 : place[next]!;
    },
  });
}

/**
 * Splits a data set at random into parts of whole episodes, such as one to train on and one to test on.
 *
 * Part i gets its fraction of the episodes, as nearly as whole numbers allow; each part keeps the episodes in their order. Draws
 * once for
 * each episode. Throws unless the fractions are from 0 to 1 and sum to 1.
 *
 * @param episodes - of this data set, from `episodesOf`
 */
export function splitEpisodes<O extends Space, A extends Space, E extends ExtraKey = never>(
  data: Dataset<O, A, E>, episodes: Episodes, fractions: readonly number[], random: Random,
): readonly Dataset<O, A, E>[] {
  checkFractions(fractions);
  const shuffled = permutation(episodes.count, random);
  let [sum, from] = [0, 0];
  return fractions.map((fraction) => {
    sum += fraction;
    const until = Math.round(sum * episodes.count);
    const part = shuffled.slice(from, until).sort();
    from = until;
    return subset(data, transitionsOf(episodes, part));
  });
}

/** Transitions of some episodes, episode after episode. */
function transitionsOf({ order, start, length }: Episodes, chosen: Int32Array): Int32Array {
  const indices = new Int32Array(chosen.reduce((total, episode) => total + length[episode]!, 0));
  let at = 0;
  for (const episode of chosen) {
    indices.set(order.subarray(start[episode], start[episode]! + length[episode]!), at);
    at += length[episode]!;
  }
  return indices;
}

function permutation(count: number, random: Random): Int32Array {
  const shuffled = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i >= 0; i--) {
    const other = random.integer(i + 1);
    [shuffled[i], shuffled[other]] = [shuffled[other]!, shuffled[i]!];
  }
  return shuffled;
}

function checkFractions(fractions: readonly number[]): void {
  const sum = fractions.reduce((total, fraction) => total + fraction, 0);
  if (fractions.every((fraction) => fraction >= 0 && fraction <= 1) && Math.abs(sum - 1) < 1e-9) return;
  throw new WorldwiseError("bad-split", {
    expected: "fractions from 0 to 1 that sum to 1", got: fractions.join(", "), todo: "for example [0.8, 0.2]",
  }, { sum });
}
