import type { Dataset, ExtraKey, Space, Spaces } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";
import { batchWithExtras } from "./batch-with-extras.ts";
import type { ExtraLayout } from "./check-batch.ts";
import { copyTransitions } from "./copy-transitions.ts";
import { datasetOf } from "./dataset-of.ts";

/**
 * Data sets of the same spaces as one, each after the one before: a copy.
 *
 * Nothing follows from one to the next: an episode that was under way at the end of a part stays so. Throws on real and imagined
 * transitions together.
 */
export function concatenate<O extends Space, A extends Space, E extends ExtraKey = never>(
  spaces: Spaces<O, A>, parts: readonly Dataset<O, A, E>[], extras?: ExtraLayout<E>,
): Dataset<O, A, E> {
  const size = parts.reduce((total, part) => total + part.size, 0);
  const whole = batchWithExtras(spaces, Math.max(1, size), extras);
  const next = new Int32Array(size);
  let kind: boolean | undefined;
  for (const part of parts) {
    if (part.size === 0) continue;
    const rows = batchWithExtras(spaces, part.size, extras);
    part.gather(Int32Array.from({ length: part.size }, (_, index) => index), rows);
    kind ??= rows.imagined;
    if (rows.imagined !== kind) throw mixed();
    copyTransitions(rows, 0, whole, whole.size, part.size);
    for (let index = 0; index < part.size; index++) next[whole.size + index] = shifted(part.follow(index), whole.size);
    whole.size += part.size;
  }
  whole.imagined = kind ?? false;
  return datasetOf(whole, { next });
}

const shifted = (index: number, by: number): number => (index < 0 ? -1 : index + by);

const mixed = (): WorldwiseError => new WorldwiseError("wrong-batch", {
  expected: "only real transitions, or only imagined ones", got: "both",
  todo: "keep what a model makes up in a data set of its own",
});
