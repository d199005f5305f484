import { describe, expect, test } from "vitest";
import { parseTrajectoryFile } from "./compare-file.ts";

const tabular = {
  id: "Two-v0", P: [[[[1, 0, 0, false]]]], initial_distribution: [1],
  trajectories: [{
    seed: 1, reset_uniform: 0.5, initial_state: 0, actions: [0, 0], uniforms: [0.1, 0.2], states: [0, 0], rewards: [0, 1],
    terminated: [false, true],
  }],
};
const control = {
  id: "Car-v0", trajectories: [{
    seed: null, initial_state: [0, 1], initial_observation: [0], actions: [[1]], states: [[1, 1]], observations: [[1]],
    rewards: ["-Infinity"], terminated: [false], truncated: [true],
  }],
};

describe("parseTrajectoryFile", () => {
  test("reads tabular files: the uniform of the reset first, the states are the observations", () => {
    expect(parseTrajectoryFile(tabular)).toEqual({
      id: "Two-v0", kind: "tabular", table: { outcomes: tabular.P, initialDistribution: [1] },
      trajectories: [{
        seed: 1, uniforms: [0.5, 0.1, 0.2], initialState: [0], initialObservation: [0], actions: [[0], [0]], states: [[0], [0]],
        observations: [[0], [0]], rewards: [0, 1], terminated: [false, true],
      }],
    });
  });

  test("reads control files: no seed where it is null, numbers that JSON cannot write", () => {
    expect(parseTrajectoryFile(control)).toEqual({
      id: "Car-v0", kind: "control",
      trajectories: [{
        initialState: [0, 1], initialObservation: [0], actions: [[1]], states: [[1, 1]], observations: [[1]],
        rewards: [-Infinity], terminated: [false], truncated: [true],
      }],
    });
  });

  test("a state that was set by hand need not show anything", () => {
    const [record] = control.trajectories;
    const { trajectories: [read] } = parseTrajectoryFile({ id: "x", trajectories: [{ ...record, initial_observation: null }] });
    expect(read).not.toHaveProperty("initialObservation");
    expect(read!.observations).toEqual([[1]]);
  });

  test("reads physics files: positions, then velocities", () => {
    const record = {
      initial_qpos: [1, 2], initial_qvel: [3], initial_observation: [2, 3], actions: [[0.5]],
      qpos: [[4, 5]], qvel: [[6]], observations: [[5, 6]], rewards: [1], terminated: [false],
    };
    const file = parseTrajectoryFile({ id: "Hop-v5", trajectories: [record] });
    expect(file.kind).toBe("physics");
    expect(file.trajectories[0]).toMatchObject({ initialState: [1, 2, 3], states: [[4, 5, 6]] });
  });

  const trajectory = (change: object): unknown => ({ ...tabular, trajectories: [{ ...tabular.trajectories[0], ...change }] });
  const driven = (change: object): unknown => ({ ...control, trajectories: [{ ...control.trajectories[0], ...change }] });
  const damaged: readonly (readonly [string, unknown, RegExp])[] = [
    ["no record", null, /a record or a list at file\n.*null/],
    ["no id", { ...tabular, id: 3 }, /a string at file\.id\n.*3/],
    ["no trajectories", { id: "x" }, /a list at file\.trajectories\n.*nothing/],
    ["an empty list of them", { id: "x", trajectories: [] }, /at least one trajectory/],
    ["a trajectory that is a number", { id: "x", trajectories: [1] }, /at file\.trajectories\[0\]\n.*1/],
    ["a missing column", trajectory({ rewards: undefined }), /a list at file\.trajectories\[0\]\.rewards\n.*nothing/],
    ["a short column", trajectory({ terminated: [false] }), /2 entries at file\.trajectories\[0\]\.terminated\n.*1/],
    ["a word among numbers", trajectory({ rewards: [0, "one"] }), /a number at file\.trajectories\[0\]\.rewards\[1\]\n.*"one"/],
    ["a number among flags", trajectory({ terminated: [false, 1] }),
      /true or false at file\.trajectories\[0\]\.terminated\[1\]\n.*1/],
    ["rows of different sizes", driven({ states: [[1]] }), /2 numbers at file\.trajectories\[0\]\.states\[0\]\n.*1/],
    ["a broken outcome", { ...tabular, P: [[[[1, 0, 0]]]] },
      /\[probability, next state, reward, terminated\] at file\.P\[0\]\[0\]\[0\]\n.*3 entries/],
    ["a flag that is a word", { ...tabular, P: [[[[1, 0, 0, "no"]]]] }, /true or false at file\.P\[0\]\[0\]\[0\]\[3\]\n.*"no"/],
    ["a start distribution of another length", { ...tabular, initial_distribution: [1, 0] },
      /1 entries at file\.initial_distribution\n.*2/],
  ];
  test.each(damaged)("refuses %s", (_, json, message) => {
    expect(() => parseTrajectoryFile(json)).toThrow(message);
  });
});
