import type { Element, Lanes, Space } from "@worldwise/protocol";
import { allocate } from "@worldwise/protocol";

/** Up to about so many, a loop is faster than `slice`. */
const fewNumbers = 64;

/** One lane as an element that the caller keeps: a number, or a copy of the array. */
export function ownElement<S extends Space>(space: S, lane: Lanes<S>): Element<S>;
export function ownElement(space: Space, lane: Lanes<Space>): number | Lanes<Space> {
  if (space.kind === "discrete") return lane[0]!;
  if (lane.length > fewNumbers) return lane.slice();
  const own = allocate(space, 1);
  for (let i = 0; i < own.length; i++) own[i] = lane[i]!;
  return own;
}
