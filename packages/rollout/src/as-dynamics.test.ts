import type { Mdp, Random, RandomLanes } from "@worldwise/protocol";
import { checkMdp, stepBuffers } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { asDynamics } from "./as-dynamics.ts";
import { asEnvironment } from "./as-environment.ts";
import reference from "./fixtures/frozen-lake.json" with { type: "json" };

/** One state, one action, by rows of [probability, successor, reward, terminated], as Gymnasium writes them. */
type Table = readonly (readonly (readonly (readonly [probability: number, successor: number, reward: number, terminated: boolean])[])[])[];

interface FrozenLake {
  readonly table: Table;
  readonly initialDistribution: readonly number[];
  readonly trajectories: readonly {
    readonly seed: number; readonly initialState: number; readonly actions: readonly number[];
    readonly states: readonly number[]; readonly rewards: readonly number[]; readonly terminated: readonly boolean[];
  }[];
}

const frozenLake = reference as unknown as FrozenLake; // the compiler takes rows of JSON for lists, not tuples

function tableMdp(table: Table, initial: readonly number[], discount: number): Mdp {
  const rows = table.flat();
  const outcomes = rows.flat();
  const rowEnd = Int32Array.from(rows, (_, row) => rows.slice(0, row + 1).flat().length);
  return {
    stateCount: table.length, actionCount: table[0]!.length, discount, initial: Float64Array.from(initial), rowEnd,
    rowStart: Int32Array.from(rows, (_, row) => (row === 0 ? 0 : rowEnd[row - 1]!)),
    probability: Float64Array.from(outcomes, ([probability]) => probability), successor: Int32Array.from(outcomes, ([, successor]) => successor),
    successorReward: Float64Array.from(outcomes, ([, , reward]) => reward), terminated: Uint8Array.from(outcomes, ([, , , ended]) => Number(ended)),
    reward: Float64Array.from(rows, (row) => row.reduce((total, [probability, , reward]) => total + probability * reward, 0)),
  };
}

/** A lane of numbers that are written down; asked for more, it throws. */
function written(...numbers: number[]): RandomLanes {
  const refuse = (): number => { throw new Error("only uniform numbers are drawn"); };
  const random: Random = {
    uniform: () => numbers.shift() ?? refuse(), normal: refuse, integer: refuse,
  };
  return { algorithm: "written", lanes: 1, state: new Uint32Array(0), lane: () => random };
}

/** Two states; one action with a row of three outcomes, and one that is unknown. */
const small: Mdp = {
  stateCount: 2, actionCount: 2, discount: 0.5, initial: Float64Array.of(0.25, 0.75),
  rowStart: Int32Array.of(0, 3, 3, 4), rowEnd: Int32Array.of(3, 3, 4, 4),
  successor: Int32Array.of(0, 1, 0, 1), probability: Float64Array.of(0.5, 0.25, 0.25, 1), terminated: Uint8Array.of(0, 1, 0, 0),
  reward: Float64Array.of(2, -3, 5, 7), successorReward: Float64Array.of(1, 2, 4, 8),
};

const stepFrom = (mdp: Mdp, state: number, action: number, u: number): number[] => {
  const out = stepBuffers({ kind: "discrete", dtype: "int32", size: 1, shape: [], count: 2 }, 1);
  asDynamics(mdp).step(Int32Array.of(state), Int32Array.of(action), written(u), out);
  return [out.state[0]!, out.reward[0]!, out.terminated[0]!];
};

describe("asDynamics", () => {
  test("reproduces the episodes of Gymnasium's FrozenLake, seed by seed", () => {
    const mdp = tableMdp(frozenLake.table, frozenLake.initialDistribution, 0.99);
    checkMdp(mdp);
    const environment = asEnvironment(asDynamics(mdp), { seed: 0 });
    for (const { seed, initialState, actions, states, rewards, terminated } of frozenLake.trajectories) {
      expect(environment.reset({ seed }).observation).toBe(initialState);
      const steps = actions.map((action) => environment.step(action));
      expect(steps.map(({ observation }) => observation)).toEqual(states);
      expect(steps.map(({ reward }) => reward)).toEqual(rewards);
      expect(steps.map((step) => step.terminated)).toEqual(terminated);
    }
  });

  test("takes the first successor whose running sum exceeds u", () => {
    expect([0, 0.49, 0.5, 0.74, 0.75, 0.999].map((u) => stepFrom(small, 0, 0, u)))
      .toEqual([[0, 1, 0], [0, 1, 0], [1, 2, 1], [1, 2, 1], [0, 4, 0], [0, 4, 0]]);
  });

  test("starts by the start distribution", () => {
    const outState = new Int32Array(1);
    const starts = [0, 0.2, 0.25, 0.9].map((u) => {
      asDynamics(small).start(written(u), outState);
      return outState[0];
    });
    expect(starts).toEqual([0, 0, 1, 1]);
  });

  test("gives what rounding leaves to the last of the row", () => {
    const short = { ...small, probability: Float64Array.of(0.5, 0.25, 0.25 - 1e-12, 1) };
    expect(stepFrom(short, 0, 0, 1 - 2 ** -53)).toEqual([0, 4, 0]);
  });

  test("draws a number where the outcome is certain, and where nothing is known", () => {
    expect(stepFrom(small, 1, 0, 0.9)).toEqual([1, 8, 0]);
    expect(() => stepFrom(small, 1, 0, undefined as unknown as number)).toThrow("only uniform"); // no number is written down
    expect(() => stepFrom(small, 1, 1, undefined as unknown as number)).toThrow("only uniform"); // no number is written down
  });

  test("an unknown row moves nothing and pays the row's reward", () => {
    expect(stepFrom(small, 0, 1, 0.3)).toEqual([0, -3, 0]);
    expect(stepFrom(small, 1, 1, 0.3)).toEqual([1, 7, 0]);
  });

  test("pays expected rewards where rewards do not depend on the successor", () => {
    const { successorReward: _, ...expected } = small;
    expect(stepFrom(expected, 0, 0, 0.6)).toEqual([1, 2, 1]);
  });

  test("is live: it samples what the table says now", () => {
    const mdp = { ...small, probability: small.probability.slice() };
    mdp.probability.set([0, 1, 0]);
    expect(stepFrom(mdp, 0, 0, 0.1)).toEqual([1, 2, 1]);
  });
});
