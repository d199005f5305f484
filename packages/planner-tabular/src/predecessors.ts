import type { Allocator } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";

/**
 * Which rows (state · M + action) have led to which state, as two families of linked lists over the same links.
 *
 * Its size is fixed; links are added and never removed. −1 ends a list.
 */
export type Predecessors = {
  /** Links in use. */
  count: number;
  /** `[N]` The latest link into each state. */
  firstInto: Int32Array;
  /** `[N·M]` The latest link out of each row. */
  firstOutOf: Int32Array;
  /** `[capacity]` */
  row: Int32Array;
  /** `[capacity]` */
  successor: Int32Array;
  /** `[capacity]` The next link into the same state. */
  nextInto: Int32Array;
  /** `[capacity]` The next link out of the same row. */
  nextOutOf: Int32Array;
};

/** No links yet, and room for `capacity`. */
export function predecessors(stateCount: number, rowCount: number, capacity: number, allocator: Allocator): Predecessors {
  const list = (length: number): Int32Array => allocator("int32", length).fill(-1);
  return {
    count: 0, firstInto: list(stateCount), firstOutOf: list(rowCount),
    row: list(capacity), successor: list(capacity), nextInto: list(capacity), nextOutOf: list(capacity),
  };
}

/** Notes that a row has led to a state. Nothing happens if that was known. Throws `predecessors-full`. */
export function addPredecessor(links: Predecessors, row: number, successor: number): void {
  for (let link = links.firstOutOf[row]!; link >= 0; link = links.nextOutOf[link]!) if (links.successor[link] === successor) return;
  if (links.count === links.row.length) throw full(links.count);
  const link = links.count++;
  links.row[link] = row;
  links.successor[link] = successor;
  links.nextInto[link] = links.firstInto[successor]!;
  links.nextOutOf[link] = links.firstOutOf[row]!;
  links.firstInto[successor] = link;
  links.firstOutOf[row] = link;
}

const full = (capacity: number): WorldwiseError => new WorldwiseError("predecessors-full", {
  expected: `at most ${capacity} different transitions from a state and action to a state`, got: "one more",
  todo: "give the planner a higher predecessorCapacity; N·M·N always suffices",
}, { capacity });
