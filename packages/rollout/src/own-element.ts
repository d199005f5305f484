import type { Element, Lanes, Space } from "@worldwise/protocol";

/** One lane as an element that the caller keeps: a number, or a copy of the array. */
export function ownElement<S extends Space>(space: S, lane: Lanes<S>): Element<S>;
export function ownElement(space: Space, lane: Lanes<Space>): number | Lanes<Space> {
  return space.kind === "discrete" ? lane[0]! : lane.slice();
}
