import type { Dynamics, Environment, Mdp, Space } from "@worldwise/protocol";
import type { RecordedTrajectory, TrajectoryFile } from "./compare-file.ts";
import type { Played, Player, ReplayMode } from "./compare-players.ts";
import { checkSize, dynamicsPlayer, environmentPlayer } from "./compare-players.ts";
import { compareTable } from "./compare-table.ts";
import type { ComparedQuantity, Mismatch, Tally } from "./compare-tally.ts";
import { createTally } from "./compare-tally.ts";
import { fromSnapshots } from "../from-snapshots.ts";
import { isRestorable } from "../is-restorable.ts";

/** What can be compared with recordings: a generative face, with or without an explicit one, or a Gym-like face. */
export type ReplaySubject<O extends Space, A extends Space, S extends Space> =
  | (Dynamics<O, A, S> & { readonly mdp?: Mdp })
  | Environment<O, A>;

/** How strictly, and how far. */
export interface ReplayOptions {
  /** Largest absolute difference of float64 numbers, by default 1e-9. Discrete and float32 observations, and ends, are equal. */
  readonly tolerance?: number;
  /** Steps that are judged of a free run of physics, which is chaotic; by default 25. */
  readonly freeSteps?: number;
}

/** How a subject compares with a file. */
export interface TrajectoryComparison {
  /** Whether nothing differed, and something was compared. */
  readonly passed: boolean;
  readonly id: string;
  readonly mode: ReplayMode;
  readonly trajectoryCount: number;
  readonly stepCount: number;
  readonly tableCompared: boolean;
  /** Largest absolute differences; infinite where one of two numbers is NaN. */
  readonly largest: Readonly<Record<ComparedQuantity, number>>;
  readonly mismatchCount: number;
  readonly firstMismatch?: Mismatch;
  /** What could not be compared, and why. */
  readonly notCompared: readonly string[];
}

/**
 * Compares a world with recorded trajectories, and with the recorded transition table where there is one.
 *
 * A generative face restarts each step of a control file from the recorded state, replays a tabular file with its recorded
 * uniform numbers (or else its seeds, by `pcg64`), and runs a physics file freely from its first state; its own state must begin
 * with positions, then velocities. So must the snapshot of a simulator that can be restored, where an episode must be running if
 * the rest is 0. Any other Gym-like face replays the seeds. A trajectory is left at the first exact observation or end that
 * differs, unless each step restarts.
 *
 *   passed ⇔ discrete and float32 observations and ends are equal,
 *            and float64 observations, states, rewards and probabilities are off by at most `tolerance`
 *
 * A recorded time limit need not be there; one that cuts earlier than the recording is a mismatch. Reads and changes nothing but
 * the subject's own episode. Throws `other-world` where sizes do not fit.
 */
export function compareTrajectories<O extends Space, A extends Space, S extends Space>(
  subject: ReplaySubject<O, A, S>, file: TrajectoryFile, options: ReplayOptions = {},
): TrajectoryComparison {
  // A simulator that can be restored can be set to a recorded state.
  const isSettable = file.kind === "physics" && !("start" in subject) && isRestorable(subject);
  if (isSettable) return compareTrajectories(fromSnapshots(subject), file, options);
  const { tolerance = 1e-9, freeSteps = 25 } = options;
  const tally = createTally();
  const mode = modeFor(subject, file);
  const notCompared: string[] = [];
  const mdp = "mdp" in subject ? subject.mdp : undefined;
  if (file.table && mdp) compareTable(mdp, file.table, tally, tolerance);
  if (file.table && !mdp) notCompared.push("the transition table: the subject has no explicit face");

  const playable = file.trajectories.filter((trajectory) => mode !== "seed" || trajectory.seed !== undefined);
  const skipped = file.trajectories.length - playable.length;
  if (skipped > 0) notCompared.push(`${skipped} trajectories without a seed: the subject cannot be set to a state`);
  const player = "start" in subject ? dynamicsPlayer(subject, mode) : environmentPlayer(subject);
  const judge: Judge = {
    tally, tolerance, exact: isExact(subject.observation), mode, limit: file.kind === "physics" ? freeSteps : Infinity,
  };
  const stepCounts = playable.map((trajectory) => follow(player, trajectory, judge, file.trajectories.indexOf(trajectory)));
  const stepCount = stepCounts.reduce((total, steps) => total + steps, 0);
  return {
    passed: tally.mismatchCount === 0 && stepCount > 0,
    id: file.id, mode, trajectoryCount: playable.length, stepCount, tableCompared: file.table !== undefined && mdp !== undefined,
    largest: { ...tally.largest }, mismatchCount: tally.mismatchCount, notCompared,
    ...(tally.firstMismatch && { firstMismatch: tally.firstMismatch }),
  };
}

function modeFor(subject: object, { kind, trajectories }: TrajectoryFile): ReplayMode {
  if (!("start" in subject)) return "seed";
  if (kind === "control") return "restart";
  if (kind === "physics") return "free";
  return trajectories.every(({ uniforms }) => uniforms !== undefined) ? "uniforms" : "seed";
}

const isExact = (space: Space): boolean => space.kind === "discrete" || space.dtype !== "float64";

interface Judge {
  readonly tally: Tally;
  readonly tolerance: number;
  /** Whether observations must be equal. */
  readonly exact: boolean;
  readonly mode: ReplayMode;
  readonly limit: number;
}

/** Takes the player along one trajectory; how many steps were judged. */
function follow(player: Player, trajectory: RecordedTrajectory, judge: Judge, index: number): number {
  const reset = player.begin(trajectory);
  const place = (k: number): string => `trajectory ${index}, step ${k}`;
  const begins = judgeNumbers(reset, trajectory.initialObservation, trajectory.initialState, judge, place(-1));
  const steps = Math.min(trajectory.actions.length, judge.limit);
  if (!begins && judge.mode !== "restart") return 0;
  for (let k = 0; k < steps; k++) {
    const agrees = judgeStep(player.step(trajectory, k), trajectory, k, judge, place(k));
    if (!agrees && judge.mode !== "restart") return k + 1;
  }
  return steps;
}

/** Whether the run can go on: what must be equal is equal. */
function judgeStep(played: Played, trajectory: RecordedTrajectory, k: number, judge: Judge, place: string): boolean {
  const { tally, tolerance } = judge;
  tally.compare("reward", trajectory.rewards[k]!, played.reward, tolerance, place);
  const ends = tally.compare("end", Number(trajectory.terminated[k]), Number(played.terminated), 0, `${place}, terminated`);
  const cut = played.truncated && trajectory.truncated?.[k] !== true;
  if (cut) tally.compare("end", 0, 1, 0, `${place}, truncated`);
  return judgeNumbers(played, trajectory.observations[k], trajectory.states?.[k], judge, place) && ends && !cut;
}

function judgeNumbers(
  played: Played, observation: readonly number[] | undefined, state: readonly number[] | undefined, judge: Judge, place: string,
): boolean {
  const { tally, tolerance, exact } = judge;
  const seen = observation === undefined || judgeRow(
    tally, "observation", observation, played.observation, exact ? 0 : tolerance, place,
  );
  if (state && played.state) judgeRow(tally, "state", state, played.state, tolerance, place);
  return seen || !exact;
}

function judgeRow(
  tally: Tally, quantity: ComparedQuantity, recorded: readonly number[], got: ArrayLike<number>, tolerance: number, place: string,
): boolean {
  if (quantity === "observation") checkSize(recorded.length, got.length, quantity);
  let agrees = true;
  for (let i = 0; i < recorded.length; i++) agrees = tally.compare(
    quantity, recorded[i]!, got[i]!, tolerance, `${place}, dimension ${i}`,
  ) && agrees;
  return agrees;
}
