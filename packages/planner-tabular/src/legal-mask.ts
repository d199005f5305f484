import type { Discrete, LegalActions } from "@worldwise/protocol";

/** The legal actions of one state. */
export interface LegalMask {
  /** `[M]` 0 | 1 */
  readonly mask: Uint8Array;
  readonly count: number;
}

/** Looks up the legal actions of a state; all, where nothing is said. Its answer is overwritten by the next one. */
export function legalMask(actionCount: number, legalActions?: LegalActions<Discrete>): (state: number) => LegalMask {
  const legal = { mask: new Uint8Array(actionCount).fill(1), count: actionCount };
  if (legalActions === undefined) return () => legal;
  const lane = new Int32Array(1);
  return (state) => {
    lane[0] = state;
    legalActions.mask(lane, legal.mask);
    legal.count = 0;
    for (let a = 0; a < actionCount; a++) legal.count += legal.mask[a]!;
    return legal;
  };
}

/** The legal action with n legal ones before it; 0 where there is none. */
export function nthLegal(mask: Uint8Array, n: number): number {
  let before = 0;
  for (let a = 0; a < mask.length; a++) {
    if (mask[a] === 1 && before++ === n) return a;
  }
  return 0;
}

/** How many legal actions have the highest value of the state. 0 where none is legal or all are NaN. */
export function maximizerCount(actionValue: Float64Array, state: number, mask: Uint8Array): number {
  const start = state * mask.length;
  const highest = legalMaximum(actionValue, start, mask);
  let count = 0;
  for (let a = 0; a < mask.length; a++) if (mask[a] === 1 && actionValue[start + a] === highest) count++;
  return count;
}

/** The maximizer with n maximizers before it; 0 where there is none. */
export function nthMaximizer(actionValue: Float64Array, state: number, mask: Uint8Array, n: number): number {
  const start = state * mask.length;
  const highest = legalMaximum(actionValue, start, mask);
  let before = 0;
  for (let a = 0; a < mask.length; a++) {
    if (mask[a] === 1 && actionValue[start + a] === highest && before++ === n) return a;
  }
  return 0;
}

function legalMaximum(actionValue: Float64Array, start: number, mask: Uint8Array): number {
  let highest = -Infinity;
  for (let a = 0; a < mask.length; a++) {
    if (mask[a] === 1 && actionValue[start + a]! > highest) highest = actionValue[start + a]!;
  }
  return highest;
}
