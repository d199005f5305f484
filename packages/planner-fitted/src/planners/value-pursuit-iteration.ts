import type { Discrete, Outcome, Planner, Space } from "@worldwise/protocol";
import { definePlanner } from "@worldwise/protocol";
import { checkAtLeast } from "../check-options.ts";
import type { FeatureMap } from "@worldwise/data";
import { matchingPursuit } from "../regression/matching-pursuit.ts";
import type { Backups } from "./backups.ts";
import { areFinite, backupCount, writeTargets } from "./backups.ts";
import { defaultFeatures } from "./default-features.ts";
import type { Dictionary, PursuitState } from "./dictionary.ts";
import { dictionary } from "./dictionary.ts";
import type { FittedOptions } from "./fitted-options.ts";
import { withDefaults } from "./fitted-options.ts";
import type { FittedProblem } from "./fitted-problem.ts";
import { checkFitted, packageName } from "./fitted-problem.ts";
import type { FittedWord, Predict } from "./greedy-faces.ts";
import { fittedDecision, fittedWords, greedyPolicy, writeMaxima } from "./greedy-faces.ts";
import type { Offer, SampleNeed, SampleSource } from "./sampling.ts";
import { needsOf, samplerOf } from "./sampling.ts";

/** Options of {@link valuePursuitIteration}. `iterations` is 20 by default: the dictionary grows in each. */
export interface ValuePursuitOptions<Source extends SampleSource = SampleSource> extends FittedOptions<Source> {
  /** The atoms to begin with. Default: a table of states that can be counted, else radial bumps. */
  readonly features?: FeatureMap;
  /** s: atoms in each Q(·, a), at least 1. Default 20. */
  readonly atoms?: number;
}

/** Learns sparse values from a dictionary that grows. */
export type ValuePursuit<O extends Space, Source extends SampleSource = "data"> =
  Planner<O, Discrete, PursuitState, SampleNeed<Source>, FittedWord>;

/**
 * Value pursuit iteration: fitted Q-iteration in which each regression is an orthogonal matching pursuit over a dictionary, to
 * which every learned value function is added.
 *
 *   Q(·, a) ← s atoms of the dictionary, chosen by pursuit of y_i = 1/S Σ_s r_is + discount_is · max_b Q(x'_is, b)
 *   dictionary ← dictionary ∪ \{ Q(·, b) for each b, V, max(0, V − mean V) \},   V = max_b Q(·, b)
 *
 * Each `plan` begins with Q = 0 and the features alone. Outcomes as in `fittedQ`.
 * Source: Farahmand and Precup (2012), Value pursuit iteration, NeurIPS, algorithm 1. Differs: the paper leaves the
 * transformations of learned functions open, these are ours; there is no truncation. Throws `bad-options`, `wrong-space`.
 */
export function valuePursuitIteration<O extends Space, Source extends SampleSource = "data">(
  problem: FittedProblem<O>, options: ValuePursuitOptions<Source> = {},
): ValuePursuit<O, Source> {
  const { atoms = 20 } = options;
  checkFitted(problem);
  checkAtLeast("atoms", atoms, 1);
  const chosen = withDefaults({ ...options, iterations: options.iterations ?? 20 });
  const { count: actionCount } = problem.action;
  const features = (options.features ?? defaultFeatures(problem)).bind(problem.observation);
  const words = dictionary(features, actionCount, { iterations: chosen.iterations, atoms });
  const sample = samplerOf(problem, chosen);
  const actionValueOf = (state: PursuitState): Predict =>
    (input, count, outValue) => words.predict(state, input, count, outValue);
  const planner = definePlanner<O, Discrete, PursuitState, "data" | "dynamics", FittedWord>({
    name: "value-pursuit-iteration", package: packageName, spaces: problem, needs: needsOf(chosen.source), provides: fittedWords,
    init: (_, allocator) => words.init(allocator),
    plan: (state, model: Offer<O>, random) => pursue(words, state, sample(model, random), { ...chosen, atoms, actionCount }),
    policy: (state) => greedyPolicy(problem, chosen.explore, actionValueOf(state)),
    decision: (state) => fittedDecision(problem, chosen.explore, actionValueOf(state)),
    metrics: ({ learnedCount }) => ({ learnedCount }),
  });
  return planner as ValuePursuit<O, Source>; // its list of needs is the source's
}

interface PursuitRules {
  readonly iterations: number;
  readonly tolerance: number;
  readonly atoms: number;
  readonly actionCount: number;
}

/** K pursuits. Atoms at all pairs and successors are kept, and grow by those that were learned. */
function pursue(words: Dictionary, state: PursuitState, data: Backups, rules: PursuitRules): Outcome | undefined {
  const { iterations, tolerance, atoms, actionCount } = rules;
  const pairs = backupCount(data);
  const outcomes = pairs * data.successorCount;
  if (pairs === 0) return undefined;
  if (!areFinite(data)) return "non-finite";
  state.learnedCount = 0;
  const here = words.columns(data.input, pairs);
  const next = words.columns(data.nextInput, outcomes);
  const nextValue = new Float64Array(outcomes);
  const values = new Float64Array(Math.max(pairs, outcomes) * actionCount);
  data.target.fill(0);
  for (let k = 0; k < iterations; k++) {
    const change = writeTargets(data, nextValue, data.target);
    if (Number.isNaN(change)) return "non-finite";
    if (k > 0 && change <= tolerance) return "converged";
    for (let a = 0; a < actionCount; a++) {
      const [first, last] = [data.start[a]!, data.start[a + 1]!];
      const columns = here.map((column) => column.subarray(first, last));
      words.learn(state, a, matchingPursuit(columns, data.target.subarray(first, last), { atoms }));
    }
    words.finish(state, here, values, pairs);
    words.extend(state, next, values, outcomes);
    writeMaxima(values, actionCount, outcomes, nextValue);
  }
  return "max-iterations";
}
