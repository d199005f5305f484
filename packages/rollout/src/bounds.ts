import { WorldwiseError } from "@worldwise/protocol";

/** When to stop: whichever comes first. At least one is given. */
export interface Bounds {
  readonly steps?: number;
  /** Episodes that end. */
  readonly episodes?: number;
}

/** Both bounds, Infinity for none. Throws without a bound and on bounds that are no counts. */
export function checkBounds({ steps, episodes }: Bounds): Required<Bounds> {
  if (steps === undefined && episodes === undefined) {
    throw new WorldwiseError("no-bound", { expected: "steps or episodes", got: "neither", todo: "say when to stop" });
  }
  return { steps: checkCount("steps", steps), episodes: checkCount("episodes", episodes) };
}

/** A count, Infinity where none is given. Throws unless it is a whole number of at least 0, or Infinity. */
export function checkCount(name: string, count: number | undefined): number {
  if (count === undefined) return Infinity;
  if (count === Infinity || (Number.isInteger(count) && count >= 0)) return count;
  throw new WorldwiseError("bad-bound", { expected: `${name}: a whole number of at least 0`, got: String(count), todo: `pass such a number of ${name}` }, { name });
}
