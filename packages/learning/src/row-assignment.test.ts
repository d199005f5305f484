import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RowAssignment } from "./row-assignment.ts";
import { rowAssignment } from "./row-assignment.ts";
import { rowQueue } from "./row-queue.ts";

const options = { members: 3, bootstrap: true, holdoutFraction: 0.25, holdoutMaximum: 1e6 };
const key = [7, 11] as const;

/** Numbers of the transitions that a member learns from, and that are held out. */
const rowsOf = (assignment: RowAssignment, member: number, oldest: number): number[] =>
  Array.from({ length: assignment.countOf(member) }, (_, place) => oldest + assignment.trainingIndex(member, place));
const heldOut = (assignment: RowAssignment, oldest: number): number[] =>
  Array.from({ length: assignment.holdoutCount }, (_, place) => oldest + assignment.holdoutIndex(place));

describe("the assignment of rows", () => {
  test("holds out its part; of the rest a member has each row Poisson(1) times", () => {
    const assignment = rowAssignment(options);
    assignment.read({ size: 20_000, added: 20_000 }, key);
    expect(Math.abs(assignment.holdoutCount / 20_000 - 0.25)).toBeLessThan(0.015);
    for (const member of [0, 1, 2]) {
      const rows = rowsOf(assignment, member, 0);
      expect(Math.abs(rows.length / 15_000 - 1)).toBeLessThan(0.05);
      expect(Math.abs(new Set(rows).size / 15_000 - (1 - Math.exp(-1)))).toBeLessThan(0.02);
    }
    expect(rowsOf(assignment, 0, 0)).not.toEqual(rowsOf(assignment, 1, 0));
    const held = new Set(heldOut(assignment, 0));
    expect(rowsOf(assignment, 0, 0).some((row) => held.has(row))).toBe(false);
  });

  test("does not depend on when rows were read, nor on what was read before", () => {
    const growths = fc.array(fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 40 })), { minLength: 1, maxLength: 12 });
    fc.assert(fc.property(growths, (steps) => {
      const slowly = rowAssignment(options);
      slowly.read({ size: 5, added: 5 }, [1, 2]);
      let added = 0;
      let size = 0;
      for (const [more, capacity] of steps) {
        added += more;
        size = Math.min(size + more, capacity);
        slowly.read({ size, added }, key);
      }
      const atOnce = rowAssignment(options);
      atOnce.read({ size, added }, key);
      expect(slowly.holdoutCount).toBe(atOnce.holdoutCount);
      expect(heldOut(slowly, added - size)).toEqual(heldOut(atOnce, added - size));
      for (const member of [0, 1, 2]) expect(rowsOf(slowly, member, added - size)).toEqual(rowsOf(atOnce, member, added - size));
    }), { seed: 1 });
  });

  test("without a bootstrap all members share all rows", () => {
    const assignment = rowAssignment({ ...options, bootstrap: false, holdoutFraction: 0 });
    assignment.read({ size: 4, added: 10 }, key);
    expect(rowsOf(assignment, 2, 6)).toEqual([6, 7, 8, 9]);
    expect(assignment.holdoutCount).toBe(0);
  });

  test("looks at the newest held-out rows alone, and a member without rows has all", () => {
    const assignment = rowAssignment({ ...options, holdoutFraction: 0.9, holdoutMaximum: 3 });
    assignment.read({ size: 2, added: 2 }, key);
    assignment.read({ size: 100, added: 100 }, key);
    const all = rowAssignment({ ...options, holdoutFraction: 0.9 });
    all.read({ size: 100, added: 100 }, key);
    expect(heldOut(assignment, 0)).toEqual(heldOut(all, 0).slice(-3));
    const one = rowAssignment({ ...options, holdoutFraction: 0.9 });
    one.read({ size: 1, added: 1 }, key);
    expect([0, 1, 2].map((member) => one.countOf(member))).toEqual([1, 1, 1]);
  });
});

test("a queue keeps its order while it grows and shrinks", () => {
  const queue = rowQueue();
  let oldest = 0;
  for (let row = 0; row < 1000; row++) {
    queue.add(row);
    if (row % 3 === 2) queue.dropBelow(oldest += 2);
    expect(queue.length).toBe(row + 1 - oldest);
    expect(queue.at(0)).toBe(oldest);
    expect(queue.at(queue.length - 1)).toBe(row);
  }
});
