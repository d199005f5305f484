import type { FieldReader } from "./compare-fields.ts";
import { fieldReader } from "./compare-fields.ts";

/** One recorded episode. Index k: after action k. Discrete numbers are rows of one. */
export interface RecordedTrajectory {
  /** Seed of the reset, where it began with one. */
  readonly seed?: number;
  readonly initialState: readonly number[];
  /** None where the state was set by hand and nothing was shown. */
  readonly initialObservation?: readonly number[];
  /** The uniform number of the reset and those of the steps, where they were recorded. */
  readonly uniforms?: readonly number[];
  readonly actions: readonly (readonly number[])[];
  /** None where only observations were recorded. */
  readonly states?: readonly (readonly number[])[];
  readonly observations: readonly (readonly number[])[];
  readonly rewards: readonly number[];
  readonly terminated: readonly boolean[];
  readonly truncated?: readonly boolean[];
}

/** `[probability, nextState, reward, terminated]` */
export type RecordedOutcome = readonly [probability: number, nextState: number, reward: number, terminated: boolean];

/** The transition table of a file. */
export interface RecordedTable {
  /** `P[s][a]` in sampling order. */
  readonly outcomes: readonly (readonly (readonly RecordedOutcome[])[])[];
  /** `[N]` */
  readonly initialDistribution?: readonly number[];
}

/**
 * What kind of world was recorded; it decides how trajectories are replayed.
 *
 * `tabular`: states are whole numbers. `control`: states are vectors. `physics`: positions and velocities of a physics engine.
 */
export type RecordedKind = "tabular" | "control" | "physics";

/** A file of recorded trajectories, read and checked. */
export interface TrajectoryFile {
  readonly id: string;
  readonly kind: RecordedKind;
  readonly trajectories: readonly RecordedTrajectory[];
  readonly table?: RecordedTable;
}

/**
 * Reads the JSON of a file of recorded trajectories. Infinities and NaN may be written as strings.
 *
 * Common fields of a trajectory: `actions`, `rewards`, `terminated`, `truncated` (optional), `seed` (a number, null or absent).
 * Tabular: `initial_state` and `states` are whole numbers, `reset_uniform` and `uniforms` optional; the file may have `P` and
 * `initial_distribution`.
 * Control: `initial_state`, `initial_observation` (or null), `states`, `observations` are vectors, the latter two one for each
 * step.
 * Physics: `initial_qpos`, `initial_qvel`, `initial_observation` (or null), `qpos`, `qvel`, `observations`.
 *
 * Throws `bad-trajectories`, naming the first field that is missing, of another type or of another length.
 *
 * @param json - what `JSON.parse` gave
 */
export function parseTrajectoryFile(json: unknown): TrajectoryFile {
  const file = fieldReader(json, "file");
  const records = file.items("trajectories");
  const [first] = records;
  if (first === undefined) throw file.complaint("trajectories", "at least one trajectory", "none");
  const kind = first.has("initial_qpos") ? "physics" : first.isNumber("initial_state") ? "tabular" : "control";
  const read = { tabular: tabularTrajectory, control: controlTrajectory, physics: physicsTrajectory }[kind];
  return {
    id: file.text("id"), kind,
    trajectories: records.map(read),
    ...(kind === "tabular" && file.has("P") && { table: recordedTable(file) }),
  };
}

function tabularTrajectory(record: FieldReader): RecordedTrajectory {
  const steps = record.length("actions");
  const initial = [record.number("initial_state")];
  const states = record.rows("states", steps);
  const drawn = record.has("reset_uniform") && record.has("uniforms");
  return {
    ...commonFields(record, steps), initialState: initial, initialObservation: initial, states, observations: states,
    ...(drawn && { uniforms: [record.number("reset_uniform"), ...record.numbers("uniforms", steps)] }),
  };
}

function controlTrajectory(record: FieldReader): RecordedTrajectory {
  const steps = record.length("actions");
  const initialState = record.numbers("initial_state");
  return {
    ...commonFields(record, steps), ...shownFields(record, steps), initialState,
    states: record.rows("states", steps, initialState.length),
  };
}

function physicsTrajectory(record: FieldReader): RecordedTrajectory {
  const steps = record.length("actions");
  const [position, velocity] = [record.numbers("initial_qpos"), record.numbers("initial_qvel")];
  const velocities = record.rows("qvel", steps, velocity.length);
  return {
    ...commonFields(record, steps), ...shownFields(record, steps), initialState: [...position, ...velocity],
    states: record.rows("qpos", steps, position.length).map((row, k) => [...row, ...velocities[k]!]),
  };
}

function shownFields(record: FieldReader, steps: number): Pick<RecordedTrajectory, "initialObservation" | "observations"> {
  if (!record.has("initial_observation")) return { observations: record.rows("observations", steps) };
  const initialObservation = record.numbers("initial_observation");
  return { initialObservation, observations: record.rows("observations", steps, initialObservation.length) };
}

type Common = Pick<RecordedTrajectory, "seed" | "actions" | "rewards" | "terminated" | "truncated">;

const commonFields = (record: FieldReader, steps: number): Common => ({
  actions: record.rows("actions", steps),
  rewards: record.numbers("rewards", steps),
  terminated: record.flags("terminated", steps),
  ...(record.has("truncated") && { truncated: record.flags("truncated", steps) }),
  ...(record.has("seed") && { seed: record.number("seed") }),
});

function recordedTable(file: FieldReader): RecordedTable {
  const states = file.lists("P");
  return {
    outcomes: states.map((state) => state.lists().map((action) => action.lists().map(recordedOutcome))),
    ...(file.has("initial_distribution") && { initialDistribution: file.numbers("initial_distribution", states.length) }),
  };
}

function recordedOutcome(outcome: FieldReader): RecordedOutcome {
  const size = outcome.length();
  if (size !== 4) throw outcome.complaint("", "[probability, next state, reward, terminated]", `${size} entries`);
  return [outcome.number("0"), outcome.number("1"), outcome.number("2"), outcome.flag("3")];
}
