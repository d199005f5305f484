import { WorldwiseError } from "@worldwise/protocol";

/** The limit itself. Throws unless it is a positive whole number of steps, or Infinity for none. */
export function checkLimit(maxEpisodeSteps: number): number {
  if (maxEpisodeSteps === Infinity || (Number.isInteger(maxEpisodeSteps) && maxEpisodeSteps >= 1)) return maxEpisodeSteps;
  throw new WorldwiseError("bad-limit", {
    expected: "a time limit of at least one step", got: String(maxEpisodeSteps), todo: "pass a positive whole number, or Infinity for none",
  }, { maxEpisodeSteps });
}
