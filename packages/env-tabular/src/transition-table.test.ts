import { checkMdp } from "@worldwise/protocol";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Outcome, TransitionTable } from "./transition-table.ts";
import { fromTransitionTable, toTransitionTable } from "./transition-table.ts";

const details = { initial: 0, discount: 0.9 } as const;

/** Tables of 1 to 5 states and 1 to 3 actions; next states repeat, rewards agree or differ, weights may be 0. */
const tables: fc.Arbitrary<TransitionTable> = fc.tuple(
  fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 3 }),
).chain(([stateCount, actionCount]) => {
  const outcome = fc.tuple(
    fc.integer({ min: 0, max: 9 }), fc.nat(stateCount - 1), fc.constantFrom(-1.5, 0, -0, 0.1, 3), fc.boolean(),
  );
  const row = fc.array(outcome, { minLength: 1, maxLength: 4 }).map((outcomes): readonly Outcome[] => {
    const total = outcomes.reduce((sum, [weight]) => sum + weight, 0);
    return outcomes.map(([weight, ...rest], i) => [total === 0 ? Number(i === 0) : weight / total, ...rest]);
  });
  const actions = fc.array(row, { minLength: actionCount, maxLength: actionCount });
  return fc.array(actions, { minLength: stateCount, maxLength: stateCount });
});

describe("exchange with transition tables", () => {
  test("table, MDP, table is the same table: order, duplicates, minus zero and all", () => {
    fc.assert(fc.property(tables, (table) => {
      expect(toTransitionTable(fromTransitionTable(table, details))).toStrictEqual(table);
    }), { seed: 1 });
  });

  test("MDP, table, MDP is the same MDP", () => {
    fc.assert(fc.property(tables, (table) => {
      const mdp = fromTransitionTable(table, details);
      expect(fromTransitionTable(toTransitionTable(mdp), details)).toStrictEqual(mdp);
      checkMdp(mdp);
    }), { seed: 2 });
  });

  test("expected rewards are averaged only where the reward depends on the outcome", () => {
    const third = 1 / 3;
    const even = fromTransitionTable([[[[third, 0, 0.1, false], [third, 0, 0.1, false], [third, 0, 0.1, true]]]], details);
    expect(even.reward[0]).toBe(0.1);
    expect(even.successorReward).toBeUndefined();
    const uneven = fromTransitionTable([[[[0.25, 0, 8, false], [0.75, 0, 4, true]]]], details);
    expect(uneven.reward[0]).toBe(5);
    expect(uneven.successorReward).toEqual(Float64Array.of(8, 4));
  });

  test("the start is one state or a distribution", () => {
    const table: TransitionTable = [[[[1, 1, 0, false]]], [[[1, 0, 0, false]]]];
    expect(fromTransitionTable(table, { initial: 1, discount: 1 }).initial).toEqual(Float64Array.of(0, 1));
    expect(fromTransitionTable(table, { initial: [0.25, 0.75], discount: 1 }).initial).toEqual(Float64Array.of(0.25, 0.75));
  });

  test("a row that knows nothing has no table", () => {
    const mdp = { ...fromTransitionTable([[[[1, 0, 0, false]]]], details), rowEnd: Int32Array.of(0) };
    expect(() => toTransitionTable(mdp)).toThrow(/no successors in state 0, action 0/);
  });
});

describe("bad tables are refused", () => {
  const table = (...outcomes: unknown[]): TransitionTable => JSON.parse(JSON.stringify([[outcomes]])) as TransitionTable; // any
  const cases: readonly (readonly [string, TransitionTable, RegExp])[] = [
    ["no states", [], /at least one state.*\n.*0 states without actions/],
    ["no actions", [[]], /at least one state.*\n.*1 states without actions/],
    ["ragged actions", [[[[1, 0, 0, false]]], []], /1 actions in state 1, as in state 0\n.*0/],
    ["no outcomes", [[[]]], /at least one outcome of state 0, action 0/],
    ["not a number", [[[[Number.NaN, 0, 0, false]]]], /finite probabilities and rewards of state 0, action 0\n.*NaN/],
    ["infinite reward", [[[[1, 0, Infinity, false]]]], /finite probabilities and rewards/],
    ["three entries", table([1, 0, 0]), /\[probability, nextState, reward, terminated\] of state 0/],
    ["a flag that is a number", table([1, 0, 0, 1]), /\[probability, nextState, reward, terminated\]/],
    ["null for a number", table([null, 0, 0, false]), /\[probability, nextState, reward, terminated\]/],
    ["unknown next state", [[[[1, 1, 0, false]]]], /next states from 0 to 0 of state 0, action 0\n.*\[1, 1, 0, false\]/],
    ["half a next state", [[[[1, 0.5, 0, false]]]], /next states/],
    ["a next state that would wrap round", [[[[1, 2 ** 32, 0, false]]]], /next states/],
    ["a sum below 1", [[[[0.5, 0, 0, false], [0.4, 0, 0, false]]]], /sums to 1\n.*0.9/],
    ["a negative probability", [[[[1.5, 0, 0, false], [-0.5, 0, 0, false]]]], /at least 0/],
  ];
  test.each(cases)("%s", (_, bad, message) => {
    expect(() => fromTransitionTable(bad, details)).toThrow(message);
  });

  test("bad starts and discounts", () => {
    const good: TransitionTable = [[[[1, 0, 0, false]]]];
    expect(() => fromTransitionTable(good, { initial: 1, discount: 1 })).toThrow(/a start state below 1\n.*1/);
    expect(() => fromTransitionTable(good, { initial: [0.5], discount: 1 })).toThrow(/start distribution that sums to 1/);
    expect(() => fromTransitionTable(good, { initial: [0.5, 0.5], discount: 1 })).toThrow(/1 numbers in initial/);
    expect(() => fromTransitionTable(good, { initial: 0, discount: 1.1 })).toThrow(/discount in \[0, 1\]/);
  });
});
