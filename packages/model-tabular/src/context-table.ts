import type { Allocator } from "@worldwise/protocol";

/** Counts by name, as a learner's state holds them. P places, a power of two. */
export type ContextTable = {
  /** Names held. */
  size: number;
  /** `[P, 2]` 0, 0 where a place is empty. */
  names: Uint32Array;
  /** `[P]` How often the name was seen. */
  seen: Float64Array;
  /** `[P]` How often the pixel was on afterward. */
  on: Float64Array;
  /** `[P]` What the name adds to the reward. */
  reward: Float64Array;
};

/** An empty table with room for `capacity` names, of which a quarter of the places stay empty. */
export function contextTable(capacity: number, allocator: Allocator): ContextTable {
  const places = 2 ** Math.ceil(Math.log2(capacity * 4 / 3));
  return {
    size: 0, names: allocator("uint32", 2 * places), seen: allocator("float64", places), on: allocator("float64", places),
    reward: allocator("float64", places),
  };
}

/** The place of a name, −1 where it is not held. Open addressing, one place after the other. */
export function findContext({ names, seen: { length: places } }: ContextTable, first: number, second: number): number {
  for (let place = first & (places - 1); ; place = (place + 1) & (places - 1)) {
    if (names[2 * place + 1] === 0) return -1;
    if (names[2 * place] === first && names[2 * place + 1] === second) return place;
  }
}

/** The place of a name, which is added unless it is held; −1 where there is no room. */
export function addContext(table: ContextTable, first: number, second: number): number {
  const { names, seen: { length: places } } = table;
  for (let place = first & (places - 1); ; place = (place + 1) & (places - 1)) {
    if (names[2 * place] === first && names[2 * place + 1] === second) return place;
    if (names[2 * place + 1] !== 0) continue;
    if (table.size >= places * 3 / 4) return -1;
    names[2 * place] = first;
    names[2 * place + 1] = second;
    table.size++;
    return place;
  }
}
