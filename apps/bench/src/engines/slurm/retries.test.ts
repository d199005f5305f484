import type { Cell } from "@worldwise/experiment";
import fc from "fast-check";
import { expect, test } from "vitest";
import { retries } from "./retries.ts";

const cellsOf = (ids: string): readonly Cell[] => Array.from(ids, (id) => ({ id }) as Cell); // only ids are read
const idsOf = (tasks: readonly (readonly Cell[])[]): readonly string[] => tasks.map((cells) => cells.map(({ id }) => id).join(""));
const nothing = { started: new Set<string>(), madeProgress: false, counts: true };

test("cells wait in groups, and are taken task by task", () => {
  const queue = retries({ cellsPerTask: 3, attempts: 2 });
  queue.add(cellsOf("abcdefgh"));
  expect(idsOf(queue.waiting())).toEqual(["abc", "def", "gh"]);
  expect(idsOf(queue.take(2))).toEqual(["abc", "def"]);
  expect(idsOf(queue.take(2))).toEqual(["gh"]);
  expect(queue.waiting()).toEqual([]);
});

test("only what was running is blamed, and gets a task of its own; the others wait as before", () => {
  const queue = retries({ cellsPerTask: 3, attempts: 2 });
  expect(queue.lose({ ...nothing, missing: cellsOf("abcd"), started: new Set(["b", "x"]) })).toEqual([]);
  expect(idsOf(queue.take(9))).toEqual(["acd", "b"]);
  expect([queue.lostCount("a"), queue.lostCount("b"), queue.lostCount("x")]).toEqual([0, 1, 0]);
  expect(idsOf([queue.lose({ ...nothing, missing: cellsOf("b"), started: new Set(["b"]) })])).toEqual(["b"]);
  expect(queue.waiting()).toEqual([]);
});

test("a task that began nothing counts against all its cells, one that made progress against none of the rest", () => {
  const queue = retries({ cellsPerTask: 9, attempts: 2 });
  expect(queue.lose({ ...nothing, missing: cellsOf("ab") })).toEqual([]);
  queue.take(9);
  expect(queue.lose({ ...nothing, missing: cellsOf("ab"), madeProgress: true })).toEqual([]);
  queue.take(9);
  expect(idsOf([queue.lose({ ...nothing, missing: cellsOf("ab") })])).toEqual(["ab"]);
});

test("making room for others is nobody's fault", () => {
  const queue = retries({ cellsPerTask: 9, attempts: 1 });
  for (let time = 0; time < 5; time++) {
    expect(queue.lose({ ...nothing, missing: cellsOf("ab"), started: new Set(["a"]), counts: false })).toEqual([]);
    expect(idsOf(queue.take(9))).toEqual(["ab"]);
  }
});

test("whichever cells kill their tasks: they fail after so many attempts, all others are finished, none is lost or doubled", () => {
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 2 ** 30 - 1 }),
    (count, cellsPerTask, attempts, bits) => {
      const cells = Array.from({ length: count }, (_, index) => ({ id: String(index) }) as Cell); // only ids are read
      const isBad = ({ id }: Cell): boolean => ((bits >> Number(id)) & 1) === 1;
      const queue = retries({ cellsPerTask, attempts });
      queue.add(cells);
      const [finished, failed]: [string[], string[]] = [[], []];
      const started = new Map<string, number>();
      while (queue.waiting().length > 0) {
        for (const task of queue.take(3)) {
          const killer = task.findIndex(isBad);
          const ran = killer === -1 ? task : task.slice(0, killer);
          finished.push(...ran.map(({ id }) => id));
          if (killer === -1) continue;
          const { id } = task[killer]!;
          started.set(id, (started.get(id) ?? 0) + 1);
          const loss = { missing: task.slice(killer), started: new Set([id]), madeProgress: ran.length > 0, counts: true };
          failed.push(...queue.lose(loss).map((cell) => cell.id));
        }
      }
      expect([...finished].sort()).toEqual(cells.filter((cell) => !isBad(cell)).map(({ id }) => id).sort());
      expect([...failed].sort()).toEqual(cells.filter(isBad).map(({ id }) => id).sort());
      expect([...started.values()].every((times) => times === attempts)).toBe(true);
    },
  ), { seed: 1, numRuns: 100 });
});
