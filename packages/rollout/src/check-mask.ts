import { WorldwiseError } from "@worldwise/protocol";

/** Throws unless a mask has one entry for each lane. */
export function checkMask(mask: Uint8Array, lanes: number): void {
  if (mask.length === lanes) return;
  throw new WorldwiseError("wrong-array",
    { expected: `mask: ${lanes} numbers, one for each lane`, got: String(mask.length), todo: "allocate new Uint8Array(lanes)" }, { lanes });
}
