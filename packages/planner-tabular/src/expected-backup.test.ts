import { readFileSync } from "node:fs";
import type { Mdp, Random } from "@worldwise/protocol";
import { discrete } from "@worldwise/protocol";
import { expect, test } from "vitest";
import { expectedBackup, isKnown, weightOf } from "./expected-backup.ts";
import { expectedSarsa } from "./expected-sarsa.ts";
import { batchOf } from "./fixtures/batch-of.ts";

/** State 0: action 0 goes to either state and may end in 1; of action 1 nothing is known. */
const mdp: Mdp = {
  stateCount: 2, actionCount: 2, discount: 0.5,
  rowStart: Int32Array.of(0, 3, 3, 4), rowEnd: Int32Array.of(3, 3, 4, 5),
  successor: Int32Array.of(0, 1, 1, 0, 1), probability: Float64Array.of(0.25, 0.25, 0.5, 1, 1), terminated: Uint8Array.of(0, 0, 1, 0, 0),
  reward: Float64Array.of(1, 3, 0, 0), initial: Float64Array.of(1, 0),
};

test("the full backup counts successors by probability, and nothing after the end", () => {
  expect(expectedBackup(mdp, 0, Float64Array.of(4, 8))).toBe(1 + (0.25 * 4 + 0.25 * 8) / 2);
  expect(expectedBackup(mdp, 1, Float64Array.of(4, 8))).toBe(3);
  expect([0, 1, 2, 3].map((row) => isKnown(mdp, row))).toEqual([true, false, true, true]);
  expect([weightOf(mdp, 0, 1), weightOf(mdp, 0, 0), weightOf(mdp, 1, 0)]).toEqual([0.25, 0.25, 0]);
});

interface Trace {
  readonly inputs: {
    readonly gamma: number; readonly alpha: number; readonly nS: number; readonly nA: number;
    readonly real_transitions: readonly (readonly [from: number, action: number, reward: number, to: number])[];
    readonly planning_pairs: readonly (readonly [state: number, action: number])[];
  };
  readonly expected: {
    readonly Phat_00: readonly [number, number]; readonly Phat_11: readonly [number, number];
    readonly rhat: readonly (readonly number[])[]; readonly Q_after_each_update: readonly (readonly (readonly number[])[])[];
  };
}

const trace = JSON.parse(readFileSync(new URL("./fixtures/dyna-finite-trace.json", import.meta.url), "utf8")) as Trace; // a fixture of ours
const noRandom: Random = { uniform: () => Number.NaN, normal: () => Number.NaN, integer: () => Number.NaN };

test("the finite Dyna under the uniform policy follows the reference trace, real updates and planning", () => {
  const { inputs, expected } = trace;
  const problem = { observation: discrete(inputs.nS), action: discrete(inputs.nA), discount: inputs.gamma };
  const planner = expectedSarsa(problem, { stepSize: inputs.alpha, policy: "uniform" });
  const state = planner.init(noRandom);
  const { valueTable } = planner.decision(state);
  const matches = (update: number): void => expected.Q_after_each_update[update]!.flat()
    .forEach((entry, row) => expect(state.actionValue[row]).toBeCloseTo(entry, 12));

  inputs.real_transitions.forEach(([from, action, reward, to], update) => {
    planner.learn?.(state, batchOf(problem, [{ from, action, reward, to }]), noRandom);
    matches(update);
  });
  const learned = learnedModel(expected, inputs.gamma);
  inputs.planning_pairs.forEach(([from, action], index) => {
    const row = from * inputs.nA + action;
    // An expected update is a transition that is paid the whole backup and ends there.
    const reward = expectedBackup(learned, row, valueTable);
    planner.learn?.(state, batchOf(problem, [{ from, action, reward, to: from, terminated: true }], { imagined: true }), noRandom);
    matches(inputs.real_transitions.length + index);
  });
});

/** Maximum likelihood after the real transitions of the trace. */
function learnedModel({ Phat_00: first, Phat_11: last, rhat }: Trace["expected"], discount: number): Mdp {
  return {
    stateCount: 2, actionCount: 2, discount, rowStart: Int32Array.of(0, 2, 2, 2), rowEnd: Int32Array.of(2, 2, 2, 4),
    successor: Int32Array.of(0, 1, 0, 1), probability: Float64Array.of(...first, ...last), terminated: new Uint8Array(4),
    reward: Float64Array.from(rhat.flat()), initial: Float64Array.of(1, 0),
  };
}
