import { decodeTree, encodeTree } from "@worldwise/data";
import type { Environment, Restorable, StateTree } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";
import { driver, evaluate, isRestorable } from "@worldwise/rollout";
import { mean } from "@worldwise/stats";
import type { CellSpec, EpisodeRecord, EvaluationRecord } from "./cell.ts";
import { episodeColumns, episodesOf } from "./episode-columns.ts";
import type { QualityMeter } from "./model-quality/quality-meter.ts";
import type { QualityRecord } from "./model-quality/quality-record.ts";
import type { Run } from "./start-run.ts";

/** A cell that is being run: it can be stopped between any two steps, and go on elsewhere. */
export interface CellInProgress {
  /** Real steps so far. */
  readonly steps: number;
  readonly episodes: readonly EpisodeRecord[];
  readonly evaluations: readonly EvaluationRecord[];
  readonly quality: readonly QualityRecord[];
  /** Whether the budget is used up. */
  isOver(): boolean;
  /** Takes so many steps, or what is left of the budget. */
  advance(steps: number): void;
  /**
   * Everything that the rest depends on: agent, both environments, loop and records. Absent where an environment cannot be restored.
   *
   * Going on from these bytes gives the results of a cell that was never interrupted, bit for bit.
   */
  readonly save?: () => Uint8Array;
  /** Goes on from what `save` gave. Throws on bytes that are damaged, or of another cell; the run is then no longer to be used. */
  restore(bytes: Uint8Array): void;
}

/** Version of what `save` writes. */
const FORMAT = 1;

/** Drives a run that was just started. The meter is a function of the agent and the episode alone: it has no state that is saved. */
export function cellInProgress(run: Run, { budget, evaluate: evaluation }: CellSpec, meter?: QualityMeter): CellInProgress {
  const episodes: EpisodeRecord[] = [];
  const evaluations: EvaluationRecord[] = [];
  const quality: QualityRecord[] = [];
  let taken = 0;
  const loop = driver(run.agent, run.environment, {
    onEpisode({ length, return: total, terminated }, episode) {
      episodes.push({ episode, steps: length, return: total, terminated });
      if (evaluation && episode % evaluation.every === 0) evaluations.push({ episode, ...judge(run, evaluation.episodes) });
      if (meter?.isDue(episode)) quality.push(meter.measure(episode));
    },
  });
  const left = (): { readonly steps: number; readonly episodes: number } => (
    { steps: (budget.steps ?? Infinity) - taken, episodes: (budget.episodes ?? Infinity) - episodes.length });
  const worlds = restorableWorlds(run);
  return {
    get steps() { return taken; },
    episodes, evaluations, quality,
    isOver: () => left().steps <= 0 || left().episodes <= 0,
    advance(steps) {
      const bounds = left();
      taken += loop.run({ ...bounds, steps: Math.min(steps, bounds.steps) }).steps;
    },
    ...(worlds && {
      save: () => encodeTree({
        format: FORMAT, taken, run: loop.save(), evaluation: snapshotOf(worlds.evaluation),
        episodes: episodeColumns(episodes), evaluations: recordsTree(evaluations), quality: recordsTree(quality),
      }),
    }),
    restore(bytes) {
      const saved = checkSaved(decodeTree(bytes));
      loop.load(saved.run);
      worlds?.evaluation.restore(saved.evaluation);
      for (const episode of episodesOf(saved.episodes)) episodes.push(episode);
      for (const record of recordsOf<EvaluationRecord>(saved.evaluations)) evaluations.push(record);
      for (const record of recordsOf<QualityRecord>(saved.quality)) quality.push(record);
      taken = saved.taken;
    },
  };
}

/** Means over some episodes of the policy that is judged. Training goes on as if it had not happened. */
function judge({ agent, evaluation }: Run, episodes: number): { return: number; length: number } {
  const judged = evaluate(agent, evaluation, { episodes }).episodes;
  return { return: mean(judged.map((episode) => episode.return)), length: mean(judged.map(({ length }) => length)) };
}

function restorableWorlds({ environment, evaluation }: Run): { readonly evaluation: Environment & Restorable } | undefined {
  return isRestorable(environment) && isRestorable(evaluation) ? { evaluation } : undefined;
}

function snapshotOf(world: Restorable): Float64Array {
  const snapshot = new Float64Array(world.snapshotSize);
  world.snapshot(snapshot);
  return snapshot;
}

interface SavedCell {
  readonly taken: number;
  readonly run: StateTree;
  readonly evaluation: Float64Array;
  readonly episodes: StateTree;
  readonly evaluations: StateTree;
  readonly quality: StateTree;
}

function checkSaved(tree: StateTree): SavedCell {
  const fields = typeof tree === "object" && tree !== null ? tree as { readonly [name: string]: StateTree | undefined } : {}; // absent fields are looked for
  const { format, taken, run, evaluation, episodes, evaluations, quality } = fields;
  const isWhole = format === FORMAT && typeof taken === "number" && evaluation instanceof Float64Array && run !== undefined;
  if (isWhole && episodes !== undefined && evaluations !== undefined && quality !== undefined) {
    return { taken, run, evaluation, episodes, evaluations, quality };
  }
  throw new WorldwiseError("state-mismatch", {
    expected: `a cell in progress, format ${FORMAT}`, got: "a tree of another form", todo: "start the cell anew",
  });
}

/** Records of numbers, lists and records are state trees as they are. */
const recordsTree = (records: readonly (EvaluationRecord | QualityRecord)[]): StateTree => records as unknown as StateTree; // it is only read

const recordsOf = <R>(tree: StateTree): readonly R[] => tree as unknown as readonly R[]; // the bytes' checksum says that `save` wrote them
