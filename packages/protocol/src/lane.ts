import type { Element, Lane, Lanes, Space } from "./space.ts";

/** Moves one lane between B-lane arrays and one reused value. Rounds to the space's dtype on the way in. */
export interface LaneCursor<S extends Space> {
  readonly value: Lane<S>;
  read(lanes: Lanes<S>, lane: number): Lane<S>;
  write(value: Lane<S>, lanes: Lanes<S>, lane: number): void;
}

/** A cursor over lanes of a space. Its value is overwritten by each `read`. */
export function laneCursor<S extends Space>(space: S): LaneCursor<S>;
export function laneCursor(space: Space): LaneCursor<Space> {
  if (space.kind === "discrete") {
    return { value: 0, read: (lanes, b) => lanes[b] ?? 0, write: (value, lanes, b) => void (lanes[b] = Number(value)) };
  }
  const { size } = space;
  const row = Array.from(space.low, () => 0);
  return {
    value: row,
    read(lanes, b) {
      for (let i = 0; i < size; i++) row[i] = lanes[b * size + i] ?? 0;
      return row;
    },
    write(value, lanes, b) {
      if (typeof value !== "number") for (let i = 0; i < size; i++) lanes[b * size + i] = value[i] ?? 0;
    },
  };
}

/** One lane as a person sees it: a number, or the array itself. */
export function toElement<S extends Space>(space: S, lane: Lanes<S>): Element<S>;
export function toElement(space: Space, lane: Lanes<Space>): number | Lanes<Space> {
  return space.kind === "discrete" ? (lane[0] ?? 0) : lane;
}

/** Writes what a person gave into a lane. */
export function fromElement<S extends Space>(element: Element<S>, outLane: Lanes<S>): void;
export function fromElement(element: number | ArrayLike<number>, outLane: Lanes<Space>): void {
  if (typeof element === "number") outLane[0] = element;
  else outLane.set(element);
}
