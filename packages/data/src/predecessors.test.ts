import { expect, test } from "vitest";
import { addPredecessor, predecessors } from "./predecessors.ts";

/** The rows that have led to a state, latest first. */
function rowsInto(links: ReturnType<typeof predecessors>, state: number): readonly number[] {
  const rows: number[] = [];
  for (let link = links.firstInto[state]!; link >= 0; link = links.nextInto[link]!) rows.push(links.row[link]!);
  return rows;
}

test("remember once which rows led to a state", () => {
  const links = predecessors(3, 6, 4);
  addPredecessor(links, 0, 2);
  addPredecessor(links, 5, 2);
  addPredecessor(links, 0, 2);
  addPredecessor(links, 0, 1);
  expect(links.count).toBe(3);
  expect([rowsInto(links, 0), rowsInto(links, 1), rowsInto(links, 2)]).toEqual([[], [0], [5, 0]]);
});

test("say so when they are full, and keep what they have", () => {
  const links = predecessors(2, 2, 1);
  addPredecessor(links, 0, 1);
  expect(() => { addPredecessor(links, 1, 0); }).toThrow(/at most 1 different transitions.*\n.*one more\n.*higher predecessorCapacity/);
  addPredecessor(links, 0, 1);
  expect([links.count, rowsInto(links, 1)]).toEqual([1, [0]]);
});
