import { philox, seedKey } from "@worldwise/math";
import type { Mdp, Random } from "@worldwise/protocol";
import { discrete, loadTree, saveTree } from "@worldwise/protocol";
import { randomMdp } from "@worldwise/testing";
import { describe, expect, test } from "vitest";
import type { WrittenTransition } from "./fixtures/batch-of.ts";
import { batchOf } from "./fixtures/batch-of.ts";
import { chainMdp } from "./fixtures/chain-mdp.ts";
import type { PrioritizedSweeping } from "./prioritized-sweeping.ts";
import { prioritizedSweeping } from "./prioritized-sweeping.ts";
import type { TabularProblem } from "./tabular-problem.ts";
import { valueIteration } from "./value-iteration.ts";

const stream = (seed: number): Random => philox.streams(seedKey(seed), 1).lane(0);
const problemOf = ({ stateCount, actionCount, discount }: Mdp): TabularProblem =>
  ({ observation: discrete(stateCount), action: discrete(actionCount), discount });

/** Every transition that the rows hold, once. */
function allTransitions({ stateCount, actionCount, rowStart, rowEnd, successor, terminated, reward }: Mdp): WrittenTransition[] {
  return Array.from({ length: stateCount * actionCount }, (_, row) => Array.from(successor.subarray(rowStart[row], rowEnd[row]), (to, i) => ({
    from: Math.floor(row / actionCount), action: row % actionCount, reward: reward[row]!, to, terminated: terminated[rowStart[row]! + i] === 1,
  }))).flat();
}

function learnAll(planner: PrioritizedSweeping, state: ReturnType<PrioritizedSweeping["init"]>, mdp: Mdp): void {
  planner.learn?.(state, batchOf(problemOf(mdp), allTransitions(mdp)), stream(0));
}

describe.each(["peng-williams", "moore-atkeson"] as const)("%s", (variant) => {
  test.each([1, 2, 7, 100])("solves a chain of %i states in exactly that many backups", (count) => {
    const mdp = chainMdp(count, 0.5);
    const planner = prioritizedSweeping(problemOf(mdp), { variant, backups: count, threshold: 0 });
    const state = planner.init(stream(0));
    learnAll(planner, state, mdp);
    expect(state.queue.size).toBe(1);
    expect(planner.plan?.(state, { mdp }, stream(0))).toBe("converged");
    expect(state.backupCount).toBe(count);
    state.value.forEach((value, s) => expect(value).toBe(0.5 ** (count - 1 - s)));
  });

  test("stops after so many backups, and goes on with the next call", () => {
    const mdp = chainMdp(7, 0.5);
    const planner = prioritizedSweeping(problemOf(mdp), { variant, backups: 3 });
    const state = planner.init(stream(0));
    learnAll(planner, state, mdp);
    const outcomes = [1, 2, 3].map(() => planner.plan?.(state, { mdp }, stream(0)));
    expect(outcomes).toEqual(["max-iterations", "max-iterations", "converged"]);
    expect(state.backupCount).toBe(7);
  });

  test("reaches the values of value iteration on random MDPs", () => {
    for (const seed of [1, 2, 3]) {
      const mdp = randomMdp(stream(seed), { stateCount: 12, actionCount: 2, branching: 3, discount: 0.9, ending: 0.1 });
      const [planner, exact] = [
        prioritizedSweeping(problemOf(mdp), { variant, backups: 100_000, threshold: 1e-12 }), valueIteration(problemOf(mdp), { tolerance: 1e-11 }),
      ];
      const [state, reference] = [planner.init(stream(0)), exact.init(stream(0))];
      learnAll(planner, state, mdp);
      exact.plan?.(reference, { mdp }, stream(0));
      expect(planner.plan?.(state, { mdp }, stream(0))).toBe("converged");
      state.value.forEach((value, s) => expect(value).toBeCloseTo(reference.value[s]!, 9));
    }
  });

  test("does not pass on changes up to the threshold", () => {
    const mdp = chainMdp(7, 0.5);
    const planner = prioritizedSweeping(problemOf(mdp), { variant, backups: 100, threshold: 0.2 });
    const state = planner.init(stream(0));
    learnAll(planner, state, mdp);
    planner.plan?.(state, { mdp }, stream(0));
    expect([...state.value]).toEqual(variant === "peng-williams" ? [0, 0, 0, 0, 0.25, 0.5, 1] : [0, 0, 0, 0.125, 0.25, 0.5, 1]);
  });

  test("queues only surprises, and passes over imagined transitions", () => {
    const mdp = chainMdp(3, 0.5);
    const planner = prioritizedSweeping(problemOf(mdp), { variant });
    const state = planner.init(stream(0));
    const before = saveTree(state);
    planner.learn?.(state, batchOf(problemOf(mdp), allTransitions(mdp), { imagined: true }), stream(0));
    expect(state).toEqual(before);
    const surprise: WrittenTransition = { from: 2, action: 0, reward: 1, to: 2, terminated: true };
    for (let i = 0; i < 3; i++) planner.learn?.(state, batchOf(problemOf(mdp), [surprise]), stream(0));
    expect([state.queue.size, state.queue.priority[2], state.predecessors.count]).toEqual([1, 1, 1]);
    planner.plan?.(state, { mdp }, stream(0));
    planner.learn?.(state, batchOf(problemOf(mdp), [surprise]), stream(0));
    expect(state.queue.size).toBe(0);
  });

  test("leaves rows that the model knows nothing about as they are", () => {
    const known = chainMdp(3, 0.5);
    const mdp = { ...known, rowEnd: known.rowStart };
    const planner = prioritizedSweeping(problemOf(mdp), { variant, initialValue: 5 });
    const state = planner.init(stream(0));
    learnAll(planner, state, known);
    expect(planner.plan?.(state, { mdp }, stream(0))).toBe("converged");
    expect([...state.actionValue]).toEqual([5, 5, 5]);
  });

  test("says when a backup is not finite, and keeps the value", () => {
    const mdp = chainMdp(2, 0.5);
    const planner = prioritizedSweeping(problemOf(mdp), { variant });
    const state = planner.init(stream(0));
    learnAll(planner, state, mdp);
    expect(planner.plan?.(state, { mdp: { ...mdp, reward: Float64Array.of(0, Infinity) } }, stream(0))).toBe("non-finite");
    expect([...state.actionValue]).toEqual([0, 0]);
  });

  test("goes on after a load as if nothing had happened", () => {
    const mdp = randomMdp(stream(5), { stateCount: 10, actionCount: 2, branching: 3, discount: 0.9 });
    const planner = prioritizedSweeping(problemOf(mdp), { variant, backups: 4 });
    const [straight, resumed] = [planner.init(stream(0)), planner.init(stream(0))];
    const [first, second] = [allTransitions(mdp).slice(0, 30), allTransitions(mdp).slice(30)];
    const advance = (state: typeof straight, transitions: readonly WrittenTransition[]): void => {
      for (const transition of transitions) {
        planner.learn?.(state, batchOf(problemOf(mdp), [transition]), stream(0));
        planner.plan?.(state, { mdp }, stream(0));
      }
    };
    advance(straight, first);
    loadTree(resumed, saveTree(straight));
    advance(straight, second);
    advance(resumed, second);
    expect(resumed).toEqual(straight);
  });
});

test("more different transitions than there is room for are an error that says what to do", () => {
  const mdp = chainMdp(3, 0.5);
  const planner = prioritizedSweeping(problemOf(mdp), { predecessorCapacity: 2 });
  const state = planner.init(stream(0));
  expect(() => learnAll(planner, state, mdp)).toThrow(/higher predecessorCapacity/);
});

test("a model of another size is refused", () => {
  const planner = prioritizedSweeping(problemOf(chainMdp(3, 0.5)));
  expect(() => planner.plan?.(planner.init(stream(0)), { mdp: chainMdp(4, 0.5) }, stream(0))).toThrow(/3 states and 1 actions/);
});
