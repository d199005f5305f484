import { philox, seedKey } from "@worldwise/math";
import type { Planner, Random, StateTree, TransitionBatch } from "@worldwise/protocol";
import { discrete, loadTree, saveTree } from "@worldwise/protocol";
import type { Discrete } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { dynaQPlus } from "./dyna-q-plus.ts";
import { expectedSarsa } from "./expected-sarsa.ts";
import { batchOf } from "./fixtures/batch-of.ts";
import { qLearning } from "./q-learning.ts";
import { sarsa } from "./sarsa.ts";
import { tdPrediction } from "./td-prediction.ts";

/** Three states, two actions, γ = 1/2: every number below is exact in binary. */
const problem = { observation: discrete(3), action: discrete(2), discount: 0.5 };
const silent: Random = {
  uniform: () => { throw new Error("no random number was expected"); },
  normal: () => { throw new Error("no random number was expected"); },
  integer: () => { throw new Error("no random number was expected"); },
};

describe("Q-learning", () => {
  test("moves towards r + γ max Q", () => {
    const planner = qLearning(problem, { stepSize: 0.5 });
    const state = planner.init(silent);
    state.actionValue.set([0, 0, 2, 4, 8, 6]);
    planner.learn?.(state, batchOf(problem, [{ from: 0, action: 1, reward: 1, to: 1 }]), silent);
    expect([...state.actionValue]).toEqual([0, 1.5, 2, 4, 8, 6]); // 0 + (1 + 4/2 − 0) / 2
    expect(state.value[0]).toBe(1.5);
  });

  test("does not look past the end, and looks past a time limit", () => {
    const planner = qLearning(problem, { stepSize: 1, initialValue: 4 });
    const state = planner.init(silent);
    planner.learn?.(state, batchOf(problem, [
      { from: 0, action: 0, reward: 1, to: 1, terminated: true }, { from: 0, action: 1, reward: 1, to: 1, truncated: true },
    ]), silent);
    expect([...state.actionValue.subarray(0, 2)]).toEqual([1, 3]);
  });

  test("takes the transitions of a batch one after the other", () => {
    const planner = qLearning(problem, { stepSize: 1 });
    const state = planner.init(silent);
    planner.learn?.(state, batchOf(problem, [{ from: 1, action: 0, reward: 2, to: 2 }, { from: 0, action: 0, reward: 0, to: 1 }]), silent);
    expect(state.actionValue[0]).toBe(1);
  });

  test("its words stay true when a kernel writes its table, as it invites them to", () => {
    const planner = qLearning(problem, { stepSize: 0.25 });
    const state = planner.init(silent);
    const decision = planner.decision(state);
    decision.maxBackupTable.actionValue.set([1, 2, 3, 5, -1, -2]);
    expect([...decision.valueTable]).toEqual([2, 5, -1]);
    const value = new Float64Array(2);
    decision.value.evaluate(Int32Array.of(1, 0), value);
    expect([...value]).toEqual([5, 2]);
    expect(decision.maxBackupTable.stepSize).toBe(0.25);
    planner.learn?.(state, batchOf(problem, [{ from: 2, action: 0, reward: 0, to: 1 }]), silent);
    expect(state.actionValue[4]).toBe(-0.125); // −1 + (5/2 + 1) / 4
  });

  test("tells all its action values", () => {
    const planner = qLearning(problem);
    const state = planner.init(silent);
    state.actionValue.set([1, 2, 3, 5, -1, -2]);
    const outValue = new Float64Array(4);
    planner.decision(state).actionValue.evaluate(Int32Array.of(2, 0), null, outValue);
    expect([...outValue]).toEqual([-1, -2, 1, 2]);
  });
});

describe("SARSA", () => {
  test("takes the action it learned from", () => {
    const planner = sarsa(problem, { stepSize: 1, policy: "uniform" });
    const state = planner.init(silent);
    state.actionValue.set([0, 0, 2, 8, 0, 0]);
    const streams = philox.streams(seedKey(5), 1);
    const policy = planner.policy(state, {}, () => streams);
    const action = new Int32Array(1);
    const taken = new Set<number>();
    for (let i = 0; i < 20; i++) {
      planner.learn?.(state, batchOf(problem, [{ from: 0, action: 0, reward: 1, to: 1 }]), streams.lane(0));
      const learnedFrom = state.actionValue[0] === 1 + 2 / 2 ? 0 : 1;
      expect(state.actionValue[0]).toBe(learnedFrom === 0 ? 2 : 5);
      const before = streams.state.slice();
      policy.act(Int32Array.of(1), streams, action);
      expect(action[0]).toBe(learnedFrom);
      expect(streams.state).toEqual(before);
      expect(state.committed[1]).toBe(-1);
      taken.add(action[0]!);
    }
    expect(taken.size).toBe(2);
  });

  test("settles on nothing where the episode ended, in imagination, or when it is judged", () => {
    const planner = sarsa(problem);
    const state = planner.init(silent);
    const random = philox.streams(seedKey(1), 1);
    planner.learn?.(state, batchOf(problem, [
      { from: 0, action: 0, reward: 1, to: 1, terminated: true }, { from: 0, action: 0, reward: 1, to: 2, truncated: true },
    ]), random.lane(0));
    planner.learn?.(state, batchOf(problem, [{ from: 0, action: 0, reward: 1, to: 1 }], { imagined: true }), random.lane(0));
    expect([...state.committed]).toEqual([-1, -1, -1]);
    planner.learn?.(state, batchOf(problem, [{ from: 0, action: 0, reward: 1, to: 1 }]), random.lane(0));
    const settled = state.committed[1];
    const action = new Int32Array(1);
    planner.policy(state, {}, () => random).act(Int32Array.of(1), random, action, "evaluate");
    planner.decision(state).policy.act(Int32Array.of(1), random, action);
    expect(settled).toBeGreaterThanOrEqual(0);
    expect(state.committed[1]).toBe(settled);
  });
});

describe("expected SARSA", () => {
  test("takes the mean over the next action under the policy that explores", () => {
    const planner = expectedSarsa(problem, { stepSize: 1, explore: 0.5 });
    const state = planner.init(silent);
    planner.learn?.(state, batchOf(problem, [{ from: 1, action: 0, reward: 4, to: 2 }, { from: 0, action: 0, reward: 1, to: 1 }]), silent);
    expect(state.value[1]).toBe(3); // 4 · (1/2 + 1/4)
    expect(state.actionValue[0]).toBe(2.5); // 1 + 3/2
  });
});

describe("TD(0)", () => {
  test("moves V towards r + γ V, and acts by the policy it judges", () => {
    const planner = tdPrediction(problem, { stepSize: 0.5, probabilities: [0, 1, 1, 0, 0, 1], initialValue: 2 });
    const state = planner.init(silent);
    planner.learn?.(state, batchOf(problem, [
      { from: 0, action: 1, reward: 3, to: 1 }, { from: 2, action: 1, reward: 1, to: 1, terminated: true },
    ]), silent);
    expect([...state.value]).toEqual([3, 2, 1.5]);
    const streams = philox.streams(seedKey(0), 3);
    const action = new Int32Array(3);
    for (const mode of ["explore", "evaluate"] as const) {
      planner.policy(state, {}, () => streams).act(Int32Array.of(0, 1, 2), streams, action, mode);
      expect([...action]).toEqual([1, 0, 1]);
    }
  });

  test("takes means with the schedule of visits", () => {
    const planner = tdPrediction({ ...problem, discount: 0 }, { schedule: "visits", initialValue: 100 });
    const state = planner.init(silent);
    [3, 5, 7, 1].forEach((reward) => planner.learn?.(state, batchOf(problem, [{ from: 0, action: 0, reward, to: 1, terminated: true }]), silent));
    expect(state.value[0]).toBe(4);
    expect([...state.visits]).toEqual([4, 0, 0]);
  });

  test.each([[[0.5, 0.5]], [[0.5, 0.4, 1, 0, 1, 0]], [[2, -1, 1, 0, 1, 0]]])("refuses the policy %j", (probabilities) => {
    expect(() => tdPrediction(problem, { probabilities })).toThrow(/expected/);
  });
});

describe("Dyna-Q+", () => {
  test("adds κ √τ to imagined rewards, τ since the last real try", () => {
    const planner = dynaQPlus(problem, { stepSize: 1, bonus: 0.5 });
    const state = planner.init(silent);
    const real = batchOf(problem, [{ from: 0, action: 0, reward: 1, to: 2, terminated: true }]);
    const other = batchOf(problem, [{ from: 1, action: 1, reward: 0, to: 2, terminated: true }]);
    planner.learn?.(state, real, silent);
    expect(state.actionValue[0]).toBe(1);
    for (let i = 0; i < 9; i++) planner.learn?.(state, other, silent);
    const imagine = (from: number, action: number): void =>
      void planner.learn?.(state, batchOf(problem, [{ from, action, reward: 1, to: 2, terminated: true }], { imagined: true }), silent);
    imagine(0, 0);
    expect(state.actionValue[0]).toBe(2.5); // 1 + √9 / 2
    imagine(1, 1);
    expect(state.actionValue[3]).toBe(1); // tried just now
    imagine(1, 0);
    expect(state.actionValue[2]).toBe(1 + Math.sqrt(10) / 2); // never tried
    expect(state.clock).toBe(10);
  });

  test("does not promise plain max backups", () => {
    expect(dynaQPlus(problem)["~worldwise"].provides).not.toContain("maxBackupTable");
  });
});

/** A planner as the test below drives it, whatever its state. */
type Driven = Planner<Discrete, Discrete, never, never>;

const driven = {
  "q-learning": qLearning(problem) as unknown as Driven, // the state is passed through unseen
  "q-learning, softmax": qLearning(problem, { policy: "softmax" }) as unknown as Driven, // the same
  "sarsa": sarsa(problem, { schedule: "visits", exponent: 0.7 }) as unknown as Driven, // the same
  "expected-sarsa": expectedSarsa(problem, { explore: 0.3 }) as unknown as Driven, // the same
  "td-prediction": tdPrediction(problem) as unknown as Driven, // the same
  "dyna-q-plus": dynaQPlus(problem) as unknown as Driven, // the same
};

describe("every incremental planner", () => {
  test.each(Object.entries(driven))("%s goes on after a load as if nothing had happened", (_, planner) => {
    const streams = philox.streams(seedKey(11), 1);
    const [straight, resumed]: StateTree[] = [planner.init(silent), planner.init(silent)];
    run(planner, straight!, streams, 40);
    const [saved, position] = [saveTree(straight!), streams.state.slice()];
    run(planner, straight!, streams, 40);
    loadTree(resumed!, saved);
    streams.state.set(position);
    run(planner, resumed!, streams, 40);
    expect(resumed).toEqual(straight);
  });

  test.each(Object.entries(driven))("%s refuses bad options and says which", (_, planner) => {
    expect(planner["~worldwise"].package).toBe("@worldwise/planner-tabular");
    expect(() => qLearning(problem, { stepSize: 0 })).toThrow(/stepSize: expected above 0/);
    expect(() => sarsa(problem, { explore: 1.5 })).toThrow(/explore: expected at most 1/);
    expect(() => expectedSarsa(problem, { temperature: 0 })).toThrow(/temperature/);
  });
});

/** Acts and learns in a world that answers at random. */
function run(planner: Driven, tree: StateTree, streams: ReturnType<typeof philox.streams>, steps: number): void {
  const state = tree as never; // its own state, from its own init
  const [policy, random] = [planner.policy(state, {}, () => streams), streams.lane(0)];
  const [at, action] = [new Int32Array(1), new Int32Array(1)];
  for (let step = 0; step < steps; step++) {
    policy.act(at, streams, action);
    const to = random.integer(3);
    const batch: TransitionBatch<Discrete, Discrete> = batchOf(problem,
      [{ from: at[0]!, action: action[0]!, reward: random.uniform(), to, terminated: to === 2 }], { imagined: step % 3 === 2 });
    planner.learn?.(state, batch, random);
    at[0] = to === 2 ? 0 : to;
  }
}
