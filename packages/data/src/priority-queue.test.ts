import { philox, seedKey } from "@worldwise/math";
import { loadTree, saveTree } from "@worldwise/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PriorityQueue } from "./priority-queue.ts";
import { popHighest, priorityQueue, promote, put } from "./priority-queue.ts";

const drain = (queue: PriorityQueue): number[] => {
  const keys = [];
  for (let key = popHighest(queue); key >= 0; key = popHighest(queue)) keys.push(key);
  return keys;
};

const sorted = (priorities: ReadonlyMap<number, number>): number[] =>
  [...priorities].sort(([a, high], [b, low]) => low - high || a - b).map(([key]) => key);

describe("priority queue", () => {
  test("comes out as sorting would have it, whatever was put, raised and lowered before", () => {
    const change = fc.record({ key: fc.nat(19), priority: fc.integer({ min: 0, max: 8 }), raise: fc.boolean() });
    fc.assert(fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
      const queue = priorityQueue(20);
      const reference = new Map<number, number>();
      for (const { key, priority, raise } of changes) {
        if (raise) promote(queue, key, priority);
        else put(queue, key, priority);
        reference.set(key, raise ? Math.max(priority, reference.get(key) ?? 0) : priority);
      }
      expect(queue.size).toBe(reference.size);
      expect(drain(queue)).toEqual(sorted(reference));
      expect(queue.position.every((position) => position === -1)).toBe(true);
    }), { seed: 1 });
  });

  test("stays ordered while entries come and go", () => {
    const random = philox.streams(seedKey(3), 1).lane(0);
    const queue = priorityQueue(50);
    const reference = new Map<number, number>();
    for (let i = 0; i < 2000; i++) {
      const [key, priority] = [random.integer(50), random.uniform()];
      put(queue, key, priority);
      reference.set(key, priority);
      if (random.uniform() < 0.4) {
        const [expected] = sorted(reference);
        expect(popHighest(queue)).toBe(expected);
        reference.delete(expected!);
      }
    }
  });

  test("holds a key once: the raised priority replaces the stale one", () => {
    const queue = priorityQueue(3);
    put(queue, 0, 1);
    put(queue, 1, 2);
    promote(queue, 0, 3);
    promote(queue, 1, 0.5);
    expect(queue.size).toBe(2);
    expect(drain(queue)).toEqual([0, 1]);
    expect(popHighest(queue)).toBe(-1);
  });

  test("can be saved and loaded", () => {
    const [queue, other] = [priorityQueue(4), priorityQueue(4)];
    [3, 1, 4, 1].forEach((priority, key) => put(queue, key, priority));
    loadTree(other, saveTree(queue));
    expect(drain(other)).toEqual(drain(queue));
  });
});
