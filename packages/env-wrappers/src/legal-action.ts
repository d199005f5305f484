import type { Random } from "@worldwise/protocol";

/** One of the legal actions, each equally likely; 0 where none is. */
export function legalAction(legal: Uint8Array, random: Random): number {
  let count = 0;
  for (let a = 0; a < legal.length; a++) count += legal[a]!;
  let left = random.integer(Math.max(count, 1));
  for (let a = 0; a < legal.length; a++) {
    if (legal[a] === 1 && left-- === 0) return a;
  }
  return 0;
}
