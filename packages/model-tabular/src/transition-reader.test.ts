import { describe, expect, test } from "vitest";
import { finiteProblem } from "./fixtures/finite-problem.ts";
import type { Row } from "./fixtures/recorded.ts";
import { recorded } from "./fixtures/recorded.ts";
import type { TabularTransition } from "./transition-reader.ts";
import { transitionReader } from "./transition-reader.ts";

const problem = finiteProblem(3, 2);
const rows: readonly Row[] = [[0, 1, 5, 2], [2, 0, -1, 1, "terminated"], [1, 1, 0, 0, "truncated"]];

describe("transitionReader", () => {
  test("shows each transition once, oldest first", () => {
    const [data, state, shown] = [recorded(problem, rows.slice(0, 2)), { seen: 0 }, [] as TabularTransition[]];
    const reader = transitionReader(problem);
    const note = (_: unknown, transition: TabularTransition): void => void shown.push({ ...transition });
    reader.read(state, data, note);
    reader.read(state, data, note);
    data.add(rows[2]!);
    reader.read(state, data, note);
    expect(shown).toEqual([
      { state: 0, action: 1, row: 1, reward: 5, next: 2, terminated: 0 },
      { state: 2, action: 0, row: 4, reward: -1, next: 1, terminated: 1 },
      { state: 1, action: 1, row: 3, reward: 0, next: 0, terminated: 0 },
    ]);
    expect(state.seen).toBe(3);
    expect(data.rowsRead).toBe(3);
  });

  test("passes over what the data set has dropped", () => {
    const [data, state, rewards] = [recorded(problem, rows, 1), { seen: 0 }, [] as number[]];
    transitionReader(problem).read(state, data, (_, { reward }) => void rewards.push(reward));
    expect(rewards).toEqual([0]);
    expect(state.seen).toBe(3);
  });

  test("passes over rewards that are not finite, and says so", () => {
    const [data, state, rewards] = [recorded(problem, [[0, 0, Number.NaN, 1], [0, 0, 2, 1]]), { seen: 0 }, [] as number[]];
    const reader = transitionReader(problem);
    expect(reader.read(state, data, (_, { reward }) => void rewards.push(reward))).toBe("non-finite");
    expect(rewards).toEqual([2]);
    data.add([0, 0, 1, 1]);
    expect(reader.read(state, data, () => undefined)).toBeUndefined();
  });

  test("reads termination from the ends of episodes where γ is 0", () => {
    const [data, ended] = [recorded(finiteProblem(3, 2, 0), rows), [] as number[]];
    transitionReader(finiteProblem(3, 2, 0)).read({ seen: 0 }, data, (_, { terminated }) => void ended.push(terminated));
    expect(ended).toEqual([0, 1, 1]);
  });
});
