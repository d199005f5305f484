import type { Replay } from "@worldwise/data";
import { replay } from "@worldwise/data";
import type {
  Dataset, Decision, DecisionKey, Lanes, ModelFace, ModelLearner, Outcome, Random, Space, Spaces, StateTree, TransitionBatch,
} from "@worldwise/protocol";
import { defineModelLearner, loadTree, saveTree, transitionBatch, WorldwiseError } from "@worldwise/protocol";
import { checkCount } from "./check-parts.ts";
import type { ModelRollout, Rollable } from "./model-rollout.ts";
import { modelRollout } from "./model-rollout.ts";
import type { Segment } from "./trajectory-segments.ts";
import { splitSegments, trajectorySegments } from "./trajectory-segments.ts";

/** What can be chosen for `dataAsDemonstrator`. */
export interface DataAsDemonstratorOptions {
  /** N, rounds of rolling out and learning again; by default 20. */
  readonly rounds: number;
  /** Steps of a rollout; longer trajectories are cut. By default 40. */
  readonly horizon: number;
  /** Share of the trajectories that only judge, in [0, ½]; 0, or too few of them: all train and judge. By default 0.2. */
  readonly validation: number;
  /** Share of the trajectories that are only told of, in [0, ½]: the metrics `testError` and `firstTestError`. By default 0. */
  readonly test: number;
  /** `all`: pairs of all rounds are learned from. `latest`: those of the last rollout, which is a multi-step loss. By default `all`. */
  readonly keep: "all" | "latest";
  /** `fresh`: every round learns from nothing. `warm`: from where the last one stopped. By default `fresh`. */
  readonly refit: "fresh" | "warm";
  /** Updates of the learner in a round: more than one for those that take gradient steps. By default 1. */
  readonly updates: number;
  /** Pairs that are learned from at most, the newest; by default 200 000. */
  readonly capacity: number;
}

/** What `dataAsDemonstrator` remembers. */
export type DataAsDemonstratorState<LS extends StateTree> = {
  /** The best learner so far: the model. */
  best: LS;
  working: LS;
  /** As `init` made it. */
  fresh: LS;
  /** Validation and test errors of the last update: root mean squared, over all depths. */
  report: { round: number; error: number; firstError: number; pairs: number; testError: number; firstTestError: number };
};

const defaults: DataAsDemonstratorOptions = {
  rounds: 20, horizon: 40, validation: 0.2, test: 0, keep: "all", refit: "fresh", updates: 1, capacity: 200_000,
};

/**
 * Data as demonstrator: a learner is shown how to come back from its own mistakes.
 *
 *   D ← \{ (x_t, a_t) → x_t+1 \};   f_0 ← learn(D)
 *   round n:   x̂_0 = x_0,  x̂_t+1 = f_n−1(x̂_t, a_t) along every trajectory;   D ← D ∪ \{ (x̂_t, a_t) → x_t+1 \};   f_n ← learn(D)
 *   the model is the f_n with the smallest multi-step error on the validation trajectories
 *
 * So it is never worse than the learner alone there, and may be no better: where the class holds the truth, or one round suffices,
 * f_0 stays. The one-step error may grow. With `keep: "latest"` a round minimizes the multi-step loss Σ_h ‖f(x̂_h, a_h) − x_h+1‖²,
 * x̂ held fixed. Corrected pairs are whole next observations, so that a learner of differences learns x_t+1 − x̂_t.
 *
 * Rollouts go by the mean next state where the model tells it, else by samples; for deterministic worlds. Each update is a whole
 * run on all data: call it at the ends of rounds, as `batchModelBased` does.
 * Throws `bad-options`, and `parts-do-not-fit` on learners whose model cannot be rolled out, or that need further columns.
 *
 * Source: Venkatraman, Hebert, Bagnell (2015), Improving multi-step prediction of learned time series models, algorithm 1. Differs:
 * actions; `keep`, `refit` and cut trajectories are ours.
 */
export function dataAsDemonstrator<
  O extends Space, A extends Space, LS extends StateTree, LN extends DecisionKey, LF extends ModelFace,
>(
  spaces: Spaces<O, A>, learner: ModelLearner<O, A, LS, LN, LF>, options: Partial<DataAsDemonstratorOptions> = {},
): ModelLearner<O, A, DataAsDemonstratorState<LS>, LN, LF> {
  const chosen = { ...defaults, ...options };
  checkOptions(chosen);
  const { name, needs, provides } = learner["~worldwise"];
  checkLearner(learner["~worldwise"]);
  return defineModelLearner({
    name: `data-as-demonstrator(${name})`, package: "@worldwise/agents", spaces, needs, provides,
    init(random, allocator): DataAsDemonstratorState<LS> {
      const best = learner.init(random, allocator);
      const alike = (): LS => copyState(best, learner.init(random, allocator));
      return { best, working: alike(), fresh: alike(), report: { round: 0, error: 0, firstError: 0, pairs: 0, testError: 0, firstTestError: 0 } };
    },
    update: (state, data, decision, random) =>
      data.size === 0 ? undefined : demonstrate({ spaces, learner, options: chosen, data, decision, random }, state),
    model: ({ best }) => learner.model(best),
    metrics: ({ best, report: { round, error, firstError, pairs, testError, firstTestError } }) => ({
      ...learner.metrics?.(best), bestRound: round, multiStepError: error, firstMultiStepError: firstError, correctedPairs: pairs,
      ...(chosen.test > 0 && { testError, firstTestError }),
    }),
  });
}

interface Run<O extends Space, A extends Space, LS extends StateTree, LN extends DecisionKey, LF extends ModelFace> {
  readonly spaces: Spaces<O, A>;
  readonly learner: ModelLearner<O, A, LS, LN, LF>;
  readonly options: DataAsDemonstratorOptions;
  readonly data: Dataset<O, A>;
  readonly decision: Decision<LN, O, A>;
  readonly random: Random;
}

function demonstrate<O extends Space, A extends Space, LS extends StateTree, LN extends DecisionKey, LF extends ModelFace>(
  run: Run<O, A, LS, LN, LF>, { best, working, fresh, report }: DataAsDemonstratorState<LS>,
): Outcome | undefined {
  const { spaces, learner, options, data, decision, random } = run;
  const { test, training, validation } = threeParts(trajectorySegments(data, options.horizon), options);
  const faces: Rollable<O, A> = learner.model(working);
  const rollout = modelRollout(spaces, faces, data);
  let [lessons, outcome]: [Replay<O, A>, Outcome | undefined] = [realLessons(run, training), undefined];
  copyState(fresh, working);
  report.pairs = 0;
  for (let round = 0; round <= options.rounds; round++) {
    if (round > 0) {
      if (options.keep === "latest") lessons = realLessons(run, training);
      report.pairs += correct(rollout, training, lessons, run);
    }
    if (options.refit === "fresh") copyState(fresh, working);
    let fit: Outcome | undefined;
    for (let k = 0; k < options.updates; k++) fit = learner.update(working, lessons, decision, random);
    const error = multiStepError(rollout, validation, random);
    const testError = test.length > 0 ? multiStepError(rollout, test, random) : 0;
    if (round === 0) [report.firstError, report.firstTestError] = [error, testError];
    if (round > 0 && !(error < report.error)) continue;
    [report.round, report.error, report.testError, outcome] = [round, error, testError, fit];
    copyState(working, best);
  }
  return outcome;
}

/** First what is only told of, then what judges, then what is learned from. */
function threeParts(
  segments: readonly Segment[], { test, validation }: DataAsDemonstratorOptions,
): { readonly test: readonly Segment[] } & ReturnType<typeof splitSegments> {
  if (test === 0) return { test: [], ...splitSegments(segments, validation) };
  const { training: others, validation: told } = splitSegments(segments, test);
  return { test: told, ...splitSegments(others, validation) };
}

/** The real transitions of the training trajectories, with room for the pairs of all rounds. */
function realLessons<O extends Space, A extends Space, LS extends StateTree, LN extends DecisionKey, LF extends ModelFace>(
  { spaces, options, data }: Run<O, A, LS, LN, LF>, training: readonly Segment[],
): Replay<O, A> {
  const rows = training.reduce((total, { length }) => total + length, 0);
  const lessons = replay(spaces, Math.min(options.capacity, rows * (options.rounds + 1)));
  const [one, index] = [transitionBatch(spaces, 1), new Int32Array(1)];
  for (const segment of training) {
    segment.forEach((row, h) => {
      index[0] = row;
      data.gather(index, one);
      if (h === segment.length - 1) one.last[0] = 1;
      lessons.add(one);
    });
  }
  return lessons;
}

/** Adds (x̂_t, a_t) → x_t+1 of every depth but the first, which is real. Returns how many. */
function correct<O extends Space, A extends Space>(
  { along }: ModelRollout<O, A>, training: readonly Segment[], lessons: Replay<O, A>,
  { spaces, random }: { readonly spaces: Spaces<O, A>; readonly random: Random },
): number {
  const pair: TransitionBatch<O, A> = transitionBatch(spaces, 1);
  const before = lessons.added;
  for (const segment of training) {
    along(segment, random, (depth, imagined: Lanes<O>, real) => {
      if (depth === 0) return;
      for (const column of ["action", "reward", "nextObservation", "discount"] as const) pair[column].set(real[column]);
      pair.observation.set(imagined);
      pair.last[0] = 1; // pairs are no trajectory: nobody follows them
      pair.size = 1;
      lessons.add(pair);
    });
  }
  return lessons.added - before;
}

function multiStepError<O extends Space, A extends Space>(
  { along }: ModelRollout<O, A>, segments: readonly Segment[], random: Random,
): number {
  let [sum, steps, finite] = [0, 0, true];
  for (const segment of segments) {
    finite = along(segment, random, (_depth, _imagined, _real, error) => {
      sum += error;
      steps++;
    }) && finite;
  }
  return finite ? Math.sqrt(sum / steps) : Infinity;
}

function copyState<LS extends StateTree>(from: LS, to: LS): LS {
  loadTree(to, saveTree(from));
  return to;
}

function checkOptions(options: DataAsDemonstratorOptions): void {
  checkCount("rounds", options.rounds, 0);
  for (const name of ["horizon", "updates", "capacity"] as const) checkCount(name, options[name], 1);
  const { validation, test, keep, refit } = options;
  const fits = [validation, test].every((share) => share >= 0 && share <= 0.5) && ["all", "latest"].includes(keep) && ["fresh", "warm"].includes(refit);
  if (!fits) throw new WorldwiseError("bad-options", {
    expected: "validation and test in [0, 0.5], keep all or latest, refit fresh or warm", got: `${validation}, ${test}, ${keep}, ${refit}`,
    todo: "correct the options of dataAsDemonstrator",
  });
}

function checkLearner({ name, needs, provides }: { readonly name: string; readonly needs: readonly string[]; readonly provides: readonly string[] }): void {
  const rollable = provides.includes("dynamics") || provides.includes("expectation");
  const columns = needs.filter((need) => need.startsWith("extras."));
  if (rollable && columns.length === 0) return;
  throw new WorldwiseError("parts-do-not-fit", {
    expected: "a learner that provides dynamics or expectation and needs no further columns",
    got: `${name}, which provides ${provides.join(", ") || "nothing"} and needs ${columns.join(", ") || "no columns"}`,
    todo: "choose a learner whose model can be rolled out",
  }, { name });
}
