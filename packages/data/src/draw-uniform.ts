import type { Dataset, Random } from "@worldwise/protocol";
import { checkHeld } from "./check-indices.ts";

/**
 * Draws indices of a data set, each equally likely, with replacement.
 *
 * Everything it needs to go on after a save is the data set and the stream: nothing is kept here. Throws where no transition is
 * held.
 *
 * @param outIndices - `[K]`, overwritten
 */
export function drawUniform(data: Pick<Dataset, "size">, random: Random, outIndices: Int32Array): void {
  checkHeld(data.size);
  for (let k = 0; k < outIndices.length; k++) outIndices[k] = random.integer(data.size);
}
