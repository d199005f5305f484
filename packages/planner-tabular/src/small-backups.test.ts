import { philox, seedKey } from "@worldwise/math";
import type { Random } from "@worldwise/protocol";
import { discrete } from "@worldwise/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { WrittenTransition } from "./fixtures/batch-of.ts";
import { batchOf } from "./fixtures/batch-of.ts";
import type { SmallBackups, SmallBackupsState } from "./small-backups.ts";
import { smallBackups } from "./small-backups.ts";

const stream = (seed: number): Random => philox.streams(seedKey(seed), 1).lane(0);
const problem = { observation: discrete(6), action: discrete(2), discount: 0.9 };

const transition: fc.Arbitrary<WrittenTransition> = fc.record({
  from: fc.nat(5), action: fc.nat(1), to: fc.nat(5), reward: fc.double({ min: -1, max: 1, noNaN: true }),
  terminated: fc.boolean(),
});

function learn(planner: SmallBackups, state: SmallBackupsState, seen: readonly WrittenTransition[]): void {
  planner.learn?.(state, batchOf(problem, seen), stream(0));
}

/** r̂ + γ Σ_y P̂ · value(link or successor), from the transitions themselves. */
function backup(seen: readonly WrittenTransition[], row: number, valueOf: (to: number) => number): number {
  const own = seen.filter(({ from, action }) => 2 * from + action === row);
  return own.reduce((total, { reward, to, terminated }) => total + reward + (terminated ? 0 : 0.9 * valueOf(to)), 0) / own.length;
}

function usedValue({ links, usedValue: used }: SmallBackupsState, row: number, to: number): number {
  return used[links.row.findIndex((from, link) => link < links.count && from === row && links.successor[link] === to)]!;
}

const rowsOf = (seen: readonly WrittenTransition[]): number[] => [...new Set(seen.map(({ from, action }) => 2 * from + action))];

describe("the invariant", () => {
  test("Q(x,a) = r̂ + γ Σ P̂ U at all times, and V = max Q", () => {
    const step = fc.oneof(transition, fc.constant("plan" as const));
    fc.assert(fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), fc.nat(5), (steps, backups) => {
      const planner = smallBackups(problem, { backups: backups + 1, threshold: 0 });
      const state = planner.init(stream(0));
      const seen: WrittenTransition[] = [];
      for (const each of steps) {
        if (each === "plan") planner.plan?.(state, {}, stream(0));
        else learn(planner, state, [(seen.push(each), each)]);
        for (const row of rowsOf(seen)) {
          expect(state.actionValue[row]).toBeCloseTo(backup(seen, row, (to) => usedValue(state, row, to)), 11);
        }
        const { value, actionValue } = state;
        value.forEach((highest, s) => { expect(highest).toBe(Math.max(actionValue[2 * s]!, actionValue[2 * s + 1]!)); });
      }
    }), { seed: 1, numRuns: 60 });
  });

  test("with an empty queue Q is the full backup of the model, as closely as the threshold allows", () => {
    fc.assert(fc.property(fc.array(transition, { minLength: 1, maxLength: 40 }), (seen) => {
      const planner = smallBackups(problem, { backups: 100_000, threshold: 1e-12, initialValue: 0.5 });
      const state = planner.init(stream(0));
      learn(planner, state, seen);
      expect(planner.plan?.(state, {}, stream(0))).toBe("converged");
      for (const row of rowsOf(seen)) expect(state.actionValue[row]).toBeCloseTo(backup(seen, row, (to) => state.value[to]!), 9);
    }), { seed: 1, numRuns: 30 });
  });
});

test("a chain of n states takes n − 1 small backups, from its end backwards", () => {
  const planner = smallBackups(problem, { backups: 1, threshold: 0 });
  const state = planner.init(stream(0));
  learn(planner, state, Array.from({ length: 6 }, (_, s) =>
    ({ from: s, action: 0, reward: s === 5 ? 1 : 0, to: Math.min(s + 1, 5), terminated: s === 5 })));
  for (let backups = 1; backups < 5; backups++) expect(planner.plan?.(state, {}, stream(0))).toBe("max-iterations");
  expect(planner.plan?.(state, {}, stream(0))).toBe("converged");
  expect(state.backupCount).toBe(5);
  state.value.forEach((value, s) => { expect(value).toBeCloseTo(0.9 ** (5 - s), 14); });
});

test("the highest priority comes first: what changes Q most", () => {
  const planner = smallBackups(problem, { backups: 1, threshold: 0 });
  const state = planner.init(stream(0));
  // Pair (0, 0) leads to state 1 once and to state 2 three times; then both become worth something.
  learn(planner, state, [1, 2, 2, 2].map((to) => ({ from: 0, action: 0, reward: 0, to })));
  learn(planner, state, [
    { from: 1, action: 0, reward: 2, to: 0, terminated: true }, { from: 2, action: 0, reward: 1, to: 0, terminated: true },
  ]);
  planner.plan?.(state, {}, stream(0));
  expect(state.actionValue[0]).toBeCloseTo(0.9 * 0.75, 14);
  planner.plan?.(state, {}, stream(0));
  expect(state.actionValue[0]).toBeCloseTo(0.9 * (0.75 + 0.5), 14);
});

test("imagined transitions change nothing, and surprises below the threshold are not passed on", () => {
  const planner = smallBackups(problem, { threshold: 0.5 });
  const state = planner.init(stream(0));
  planner.learn?.(state, batchOf(problem, [{ from: 0, action: 0, reward: 1, to: 1 }], { imagined: true }), stream(0));
  expect([...state.actionValue]).toEqual(new Array(12).fill(0));
  learn(planner, state, [{ from: 0, action: 0, reward: 0, to: 1 }, { from: 1, action: 0, reward: 0.5, to: 2, terminated: true }]);
  expect(state.queue.size).toBe(0); // 0.9 · 0.5
  learn(planner, state, [{ from: 1, action: 1, reward: 2, to: 2, terminated: true }]);
  expect(state.queue.size).toBe(1);
});

test("a reward that is not finite is said, and more transitions than there is room for are an error", () => {
  const planner = smallBackups(problem, { predecessorCapacity: 1 });
  const state = planner.init(stream(0));
  learn(planner, state, [
    { from: 0, action: 0, reward: 0, to: 1 }, { from: 1, action: 0, reward: Infinity, to: 2, terminated: true },
  ]);
  expect(planner.plan?.(state, {}, stream(0))).toBe("non-finite");
  expect(() => { learn(planner, state, [{ from: 3, action: 0, reward: 0, to: 1 }]); }).toThrow(/higher predecessorCapacity/);
});
