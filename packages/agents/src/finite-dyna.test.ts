import { readFileSync } from "node:fs";
import { counts } from "@worldwise/model-tabular";
import { expectedBackup, expectedSarsa } from "@worldwise/planner-tabular";
import { discrete, transitionBatch } from "@worldwise/protocol";
import { expect, test } from "vitest";
import { dyna, uniformTried } from "./index.ts";

/** Numbers of a small finite Dyna, computed independently: two states, two actions, uniform policy. */
interface Trace {
  readonly inputs: {
    readonly gamma: number;
    readonly alpha: number;
    readonly real_transitions: readonly (readonly [state: number, action: number, reward: number, next: number])[];
    readonly planning_pairs: readonly (readonly [state: number, action: number])[];
  };
  readonly expected: {
    readonly Phat_00: readonly number[];
    readonly Phat_11: readonly number[];
    readonly rhat: readonly (readonly number[])[];
    readonly Q_after_each_update: readonly (readonly (readonly number[])[])[];
  };
  readonly relative_tolerance: number;
}
const trace = JSON.parse(readFileSync(new URL("fixtures/dyna-finite-trace.json", import.meta.url), "utf8")) as Trace; // our own file

const { inputs: { gamma: discount, alpha: stepSize, real_transitions: real, planning_pairs: pairs }, expected } = trace;
const problem = { observation: discrete(2), action: discrete(2), discount };

function expectClose(actual: ArrayLike<number>, wanted: readonly number[]): void {
  expect(actual.length).toBe(wanted.length);
  wanted.forEach((number, i) => { expect(Math.abs(actual[i]! - number)).toBeLessThanOrEqual(trace.relative_tolerance * Math.max(1, Math.abs(number))); });
}

test("finite Dyna of the lecture: counts, mean rewards, and every update of Q equal the reference trace", () => {
  const recipe = dyna({
    problem, learner: counts(problem), planner: expectedSarsa(problem, { stepSize, policy: "uniform" }), searchControl: uniformTried(problem), planningSteps: 0,
  });
  const agent = recipe.start([0, 1]);
  const { actionValueTable } = agent.decision;
  const { mdp } = agent.model;
  const batch = transitionBatch(problem, 1);
  batch.size = 1;
  real.forEach(([state, action, reward, next], update) => {
    batch.observation[0] = state;
    batch.action[0] = action;
    batch.reward[0] = reward;
    batch.nextObservation[0] = next;
    batch.discount[0] = discount;
    agent.observe(batch);
    expectClose(actionValueTable!, expected.Q_after_each_update[update]!.flat());
  });
  expectClose(mdp!.reward, expected.rhat.flat());
  const row = (r: number): Float64Array => Float64Array.from([0, 1], (y) => {
    const k = mdp!.successor.subarray(mdp!.rowStart[r], mdp!.rowEnd[r]).indexOf(y);
    return k < 0 ? 0 : mdp!.probability[mdp!.rowStart[r]! + k]!;
  });
  expectClose(row(0), expected.Phat_00);
  expectClose(row(3), expected.Phat_11);

  // Planning with the expectation of the model instead of a sample: the value of a state under the uniform policy is the mean of its row of Q.
  const table = actionValueTable!.slice();
  pairs.forEach(([state, action], update) => {
    const value = Float64Array.of((table[0]! + table[1]!) / 2, (table[2]! + table[3]!) / 2);
    table[2 * state + action]! += stepSize * (expectedBackup(mdp!, 2 * state + action, value) - table[2 * state + action]!);
    expectClose(table, expected.Q_after_each_update[real.length + update]!.flat());
  });
});
