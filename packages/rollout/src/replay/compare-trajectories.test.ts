import { pcg64 } from "@worldwise/math";
import type { Box, Discrete, Dynamics, Mdp } from "@worldwise/protocol";
import { box, defineDynamics, seedKey } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { asDynamics } from "../as-dynamics.ts";
import { asEnvironment } from "../as-environment.ts";
import { timeLimit } from "../time-limit.ts";
import { parseTrajectoryFile } from "./compare-file.ts";
import { describeComparison } from "./compare-report.ts";
import { compareTrajectories } from "./compare-trajectories.ts";

/** Two states: 0 stays or goes to 1, both with 1/2; from 1 the episode ends in 0 with reward 2. */
const mdp: Mdp = {
  stateCount: 2, actionCount: 1, rowStart: Int32Array.of(0, 2), rowEnd: Int32Array.of(2, 3), successor: Int32Array.of(0, 1, 0),
  probability: Float64Array.of(0.5, 0.5, 1), terminated: Uint8Array.of(0, 0, 1), reward: Float64Array.of(-1, 2),
  initial: Float64Array.of(1, 0), discount: 1,
};
const world = { ...asDynamics(mdp), mdp };

/** A tabular file of two trajectories, drawn here step by step from NumPy's stream. */
function tabularFile(): TabularJson {
  const trajectories = [3, 4].map((seed) => {
    const random = pcg64.streams(seedKey(seed), 1).lane(0);
    const record: TabularJson["trajectories"][number] = {
      seed, reset_uniform: random.uniform(), initial_state: 0, actions: [], uniforms: [], states: [], rewards: [],
      terminated: [], truncated: [],
    };
    for (let [state, ended] = [0, false]; !ended;) {
      const u = random.uniform();
      ended = state === 1;
      record.rewards.push(state === 0 ? -1 : 2);
      state = state === 0 && u >= 0.5 ? 1 : 0;
      [record.actions, record.states].forEach((column, i) => column.push([0, state][i]!));
      record.uniforms.push(u);
      record.terminated.push(ended);
      record.truncated.push(false);
    }
    return record;
  });
  const P: TabularJson["P"] = [[[[0.5, 0, -1, false], [0.5, 1, -1, false]]], [[[1, 0, 2, true]]]];
  return { id: "Two-v0", P, initial_distribution: [1, 0], trajectories };
}
interface TabularJson {
  id: string;
  P: [number, number, number, boolean][][][];
  initial_distribution: number[];
  trajectories: {
    seed: number; reset_uniform: number; initial_state: number;
    actions: number[]; uniforms: number[]; states: number[]; rewards: number[]; terminated: boolean[]; truncated: boolean[];
  }[];
}

/** The file after a change. */
function planted(change: (file: TabularJson) => void): ReturnType<typeof parseTrajectoryFile> {
  const file = tabularFile();
  change(file);
  return parseTrajectoryFile(file);
}

describe("tabular files", () => {
  test("pass by uniform numbers and table, by seeds, and behind the Gym-like face", () => {
    const file = planted(() => undefined);
    const steps = file.trajectories[0]!.actions.length + file.trajectories[1]!.actions.length;
    expect(compareTrajectories(world, file)).toEqual({
      passed: true, id: "Two-v0", mode: "uniforms", trajectoryCount: 2, stepCount: steps, tableCompared: true,
      mismatchCount: 0, notCompared: [],
      largest: { observation: 0, state: 0, reward: 0, end: 0, probability: 0, tableReward: 0, structure: 0 },
    });
    const bySeed = planted(({ trajectories }) => trajectories.forEach((t) => Reflect.deleteProperty(t, "uniforms")));
    expect(compareTrajectories(world, bySeed)).toMatchObject({ passed: true, mode: "seed", stepCount: steps });
    expect(compareTrajectories(asEnvironment(world, { source: pcg64, seed: 0 }), file)).toMatchObject({
      passed: true, mode: "seed", tableCompared: false, notCompared: ["the transition table: the subject has no explicit face"],
    });
  });

  const deviations: readonly (readonly [string, (file: TabularJson) => void, object])[] = [
    ["a probability", ({ P }) => void (P[0]![0]![1]![0] += 1e-6), {
      quantity: "probability", place: "state 0, action 0, outcome 1",
    }],
    ["a start probability", (f) => void (f.initial_distribution = [0.75, 0.25]), {
      quantity: "probability", place: "start distribution, state 0",
    }],
    ["a reward in the table", ({ P }) => void (P[1]![0]![0]![2] = 2.5), {
      quantity: "tableReward", place: "state 1, action 0, outcome 0", recorded: 2.5, got: 2,
    }],
    ["a next state", ({ P }) => void (P[1]![0]![0]![1] = 1), {
      quantity: "structure", place: "next state of state 1, action 0, outcome 0",
    }],
    ["a flag in the table", ({ P }) => void (P[1]![0]![0]![3] = false), {
      quantity: "structure", place: "terminated of state 1, action 0, outcome 0",
    }],
    ["the order of outcomes", ({ P }) => void P[0]![0]!.reverse(), {
      quantity: "structure", place: "next state of state 0, action 0, outcome 0",
    }],
    ["an outcome too few", ({ P }) => void P[0]![0]!.pop(), {
      quantity: "structure", place: "number of outcomes of state 0, action 0", recorded: 1, got: 2,
    }],
    ["a state too few", (f) => void (f.P.pop(), f.initial_distribution.pop()), {
      quantity: "structure", place: "number of states",
    }],
    ["a reward", ({ trajectories: [, t] }) => void (t!.rewards[0]! += 0.5), {
      quantity: "reward", place: "trajectory 1, step 0",
    }],
    ["an end", ({ trajectories: [t] }) => void (t!.terminated[0] = true), {
      quantity: "end", place: "trajectory 0, step 0, terminated",
    }],
    ["an observation", ({ trajectories: [t] }) => void t!.states.splice(0, 1, 1 - t!.states[0]!), {
      quantity: "observation", place: "trajectory 0, step 0, dimension 0",
    }],
    ["a first observation", ({ trajectories: [t] }) => void (t!.initial_state = 1), {
      quantity: "observation", place: "trajectory 0, step -1, dimension 0",
    }],
  ];
  test.each(deviations)("%s that differs is found", (_, change, firstMismatch) => {
    const comparison = compareTrajectories(world, planted(change));
    expect(comparison.passed).toBe(false);
    expect(comparison.firstMismatch).toMatchObject(firstMismatch);
    expect(describeComparison(comparison)).toContain(comparison.firstMismatch!.place);
  });

  test("float64 numbers may be off by the tolerance, and the largest deviation is told", () => {
    const file = planted(({ trajectories: [t] }) => void (t!.rewards[0]! += 1e-10));
    expect(compareTrajectories(world, file).passed).toBe(true);
    expect(compareTrajectories(world, file).largest.reward).toBeCloseTo(1e-10, 15);
    expect(compareTrajectories(world, file, { tolerance: 1e-11 }).passed).toBe(false);
  });

  test("the report tells the verdict and every largest deviation of what was compared", () => {
    const report = describeComparison(
      compareTrajectories(world, planted(({ trajectories: [t] }) => void (t!.rewards[0]! += 0.5))),
    );
    expect(report.split("\n")).toEqual([
      expect.stringMatching(/^✗ Two-v0: 2 trajectories, \d+ steps \(uniforms\), and the whole transition table$/),
      "  largest deviation, observation  0", "  largest deviation, state        0", "  largest deviation, reward       0.5",
      "  largest deviation, end          0", "  largest deviation, probability  0", "  largest deviation, tableReward  0",
      "  largest deviation, structure    0",
      "  1 mismatches; the first: reward at trajectory 0, step 0, recorded -0.5, got -1",
    ]);
    const withoutTable = describeComparison(
      compareTrajectories(asEnvironment(world, { source: pcg64, seed: 0 }), planted(() => undefined)),
    );
    expect(withoutTable).not.toContain("structure");
    expect(withoutTable).toContain("not compared: the transition table");
  });

  test("a time limit that cuts earlier than the recording is a mismatch; a recorded one need not be there", () => {
    const long = planted(({ trajectories: [t] }) => void t!.truncated.fill(true));
    expect(compareTrajectories(world, long).passed).toBe(true);
    const cut = timeLimit(asEnvironment(world, { source: pcg64, seed: 0 }), 1);
    expect(
      compareTrajectories(cut, planted(() => undefined)).firstMismatch,
    ).toMatchObject({ quantity: "end", place: "trajectory 0, step 0, truncated" });
  });

  test("files of other worlds are refused", () => {
    const otherActions = planted(({ trajectories: [t] }) => void (t!.actions[0] = 5));
    expect(() => compareTrajectories(world, otherActions)).toThrow(/the recorded action in discrete\(1\)\n.*5/);
    const shy: Dynamics<Discrete, Discrete, Discrete> = {
      ...world, start: (random, out) => void (out[0] = random.lane(0).normal()),
    };
    expect(() => compareTrajectories(shy, planted(() => undefined))).toThrow(/one uniform number on the reset and on each step/);
  });
});

/** A mass that is pushed: state (place, speed) float64, seen in float32, ends beyond 1. */
const mass = defineDynamics({
  name: "mass", state: box("float64", [-10, -10], [10, 10]), action: box("float32", [-1], [1]), discount: 1,
  start: (random, out) => void (out.state = [random.uniform() / 10, 0]),
  step([place, speed], [push], _random, out) {
    const faster = speed + 0.1 * push;
    out.state = [place + 0.1 * faster, faster];
    out.reward = -(place ** 2);
    out.terminated = out.state[0] > 1;
  },
});
const seenState = box("float32", [-10, -10], [10, 10]);
type Mass = Dynamics<Box<"float32">, typeof mass.action, typeof mass.state>;
const seen: Mass = {
  observation: seenState, action: mass.action, state: mass.state, discount: 1, start: mass.start, step: mass.step,
  observe: (state, out) => out.set(state),
};

interface ControlJson {
  id: string;
  trajectories: {
    seed: number | null; initial_state: number[]; initial_observation: number[]; actions: number[][]; states: number[][];
    observations: number[][]; rewards: number[]; terminated: boolean[]; truncated: boolean[];
  }[];
}

function controlFile(
  change: (record: ControlJson["trajectories"][number]) => void = () => undefined,
): ReturnType<typeof parseTrajectoryFile> {
  const actions = [[0.5], [1.5], [-1]];
  let state: [number, number] = [0.25, 0.5];
  const states = actions.map(([push]) => {
    const speed = state[1] + 0.1 * push!;
    return (state = [state[0] + 0.1 * speed, speed]);
  });
  const record: ControlJson["trajectories"][number] = {
    seed: null, initial_state: [0.25, 0.5], initial_observation: [0.25, 0.5], actions, states,
    observations: states.map((row) => row.map(Math.fround)),
    rewards: [[0.25, 0.5], ...states].slice(0, 3).map(([place]) => -(place! ** 2)),
    terminated: [false, false, false], truncated: [false, false, false],
  };
  change(record);
  return parseTrajectoryFile({ id: "Mass-v0", trajectories: [record] });
}

describe("control files restart each step from the recorded state", () => {
  test("pass, actions outside their bounds included", () => {
    expect(compareTrajectories(seen, controlFile())).toMatchObject(
      { passed: true, mode: "restart", stepCount: 3, mismatchCount: 0 },
    );
  });

  test("a float32 observation must be equal, a float64 state may be off by the tolerance", () => {
    const offState = controlFile(({ states }) => void (states[2]![0]! += 1e-10));
    expect(compareTrajectories(seen, offState)).toMatchObject({ passed: true });
    expect(compareTrajectories(seen, offState).largest.state).toBeGreaterThan(1e-11);
    const offObservation = controlFile(({ observations: [row] }) => void (row![1]! += 2 ** -25));
    expect(compareTrajectories(seen, offObservation)).toMatchObject({
      passed: false, mismatchCount: 1, firstMismatch: { quantity: "observation", place: "trajectory 0, step 0, dimension 1" },
    });
  });

  test("an error of one step does not spread: the next starts from the recorded state", () => {
    const planted = controlFile(({ rewards, states }) => void (rewards[0] = 1, states[2] = [7, 7]));
    expect(compareTrajectories(seen, planted)).toMatchObject(
      { passed: false, mismatchCount: 3, stepCount: 3, firstMismatch: { quantity: "reward", recorded: 1 } },
    );
    const ended = controlFile(({ terminated }) => void (terminated[1] = true));
    expect(compareTrajectories(seen, ended).firstMismatch).toEqual(
      { quantity: "end", place: "trajectory 0, step 1, terminated", recorded: 1, got: 0 },
    );
  });

  test("NaN is off by infinity, the same infinity by nothing", () => {
    const notANumber = controlFile(({ rewards }) => void (rewards[0] = NaN));
    expect(compareTrajectories(seen, notANumber).largest.reward).toBe(Infinity);
    const infinite: Mass = { ...seen, step: (...buffers) => void (seen.step(...buffers), buffers[3].reward.fill(-Infinity)) };
    expect(compareTrajectories(infinite, controlFile(({ rewards }) => void rewards.fill(-Infinity))).passed).toBe(true);
  });

  test("a Gym-like face cannot be set to a state: nothing compared is not passed", () => {
    expect(compareTrajectories(asEnvironment(seen, { source: pcg64, seed: 0 }), controlFile())).toMatchObject({
      passed: false, mode: "seed", stepCount: 0,
      notCompared: ["1 trajectories without a seed: the subject cannot be set to a state"],
    });
  });

  test("states of another size are refused", () => {
    const wide = controlFile(
      (record) => void (record.initial_state = [0, 0, 0], record.states = record.states.map((row) => [...row, 0])),
    );
    expect(() => compareTrajectories(seen, wide)).toThrow(/a recorded state of 2 numbers/);
  });
});

describe("physics files run freely", () => {
  /** 30 steps of the mass, in the fields of a physics engine; recorded numbers go wrong from step `wrongFrom`. */
  function physicsFile(wrongFrom: number): ReturnType<typeof parseTrajectoryFile> {
    let state = [0, 0.01];
    const states = Array.from(
      { length: 30 }, (_, k) => (state = [state[0]! + 0.1 * state[1]! + (k >= wrongFrom ? 1 : 0), state[1]!]),
    );
    return parseTrajectoryFile({
      id: "Mass-v5", trajectories: [{
        initial_qpos: [0], initial_qvel: [0.01], initial_observation: [0, 0.01], actions: states.map(() => [0]),
        qpos: states.map(([place]) => [place]), qvel: states.map(([, speed]) => [speed]), observations: states,
        rewards: [[0], ...states].slice(0, 30).map(([place]) => -(place! ** 2)), terminated: states.map(() => false),
      }],
    });
  }

  test("and their first 25 steps are judged, within the tolerance", () => {
    expect(compareTrajectories(mass, physicsFile(25))).toMatchObject({ passed: true, mode: "free", stepCount: 25 });
    expect(compareTrajectories(mass, physicsFile(24))).toMatchObject(
      { passed: false, firstMismatch: { place: "trajectory 0, step 24, dimension 0" } },
    );
    expect(compareTrajectories(mass, physicsFile(25), { freeSteps: 30 }).passed).toBe(false);
  });

  test("a simulator that can be restored runs from the recorded state too", () => {
    const inner = asEnvironment(mass, { source: pcg64, seed: 0 });
    // Its snapshot ends with where the episode is: 0 must be in the middle.
    const restore = (state: Float64Array): void => inner.restore(state.map((number, i) => (i < state.length - 1 ? number : 1)));
    const simulator = { ...inner, restore };
    expect(compareTrajectories(simulator, physicsFile(25))).toMatchObject({ passed: true, mode: "free", stepCount: 25 });
    expect(compareTrajectories(simulator, physicsFile(24)).passed).toBe(false);
  });
});
