import type { Discrete, Outcome, Planner, Space } from "@worldwise/protocol";
import { definePlanner, heap } from "@worldwise/protocol";
import { checkNumberAtLeast } from "../check-options.ts";
import type { FeatureMap, Features } from "@worldwise/data";
import type { LinearState } from "../regression/linear-regression.ts";
import { linearPredictor } from "../regression/weighted-features.ts";
import type { Backups } from "./backups.ts";
import { areFinite, backupCount } from "./backups.ts";
import { defaultFeatures } from "./default-features.ts";
import type { FittedOptions } from "./fitted-options.ts";
import { withDefaults } from "./fitted-options.ts";
import type { FittedProblem } from "./fitted-problem.ts";
import { checkFitted, packageName } from "./fitted-problem.ts";
import type { FittedWord, Predict } from "./greedy-faces.ts";
import { fittedDecision, fittedWords, greedyPolicy } from "./greedy-faces.ts";
import type { Offer, SampleNeed, SampleSource } from "./sampling.ts";
import { needsOf, samplerOf } from "./sampling.ts";
import type { SquareSystem } from "./square-system.ts";
import { squareSystem } from "./square-system.ts";

/** Options of {@link lspi}. `iterations` is 20 by default; `tolerance` is about the weights. */
export interface LspiOptions<Source extends SampleSource = SampleSource> extends FittedOptions<Source> {
  /** φ(x): Q(x,a) = φ(x)ᵀ w_a. Default: a table of states that can be counted, else radial bumps. */
  readonly features?: FeatureMap;
  /** λ ≥ 0, a penalty for each sample. Default 0. */
  readonly ridge?: number;
}

/** Improves a policy by evaluating it with LSTD-Q. */
export type Lspi<O extends Space, Source extends SampleSource = "data"> =
  Planner<O, Discrete, LinearState, SampleNeed<Source>, FittedWord>;

/**
 * Least-squares policy iteration.
 *
 *   A w = b,   A = Σ ψ(x,a) (ψ(x,a) − discount · ψ(x', π(x')))ᵀ + n · ridge · I,   b = Σ ψ(x,a) r,   π(x') = argmax_b ψ(x',b)ᵀ w
 *
 * ψ(x,a) is φ(x) in the block of a. Of actions as good as the old one it keeps the old one, so that it does not go in circles.
 * Begins with the weights it has. `converged` where no weight changed by more than `tolerance`; otherwise outcomes as in `lstd`.
 * With a table it is policy iteration in the empirical MDP.
 * Source: Lagoudakis and Parr (2003), Least-squares policy iteration, JMLR 4, figures 5 and 8. Throws `bad-options`,
 * `wrong-space`.
 */
export function lspi<O extends Space, Source extends SampleSource = "data">(
  problem: FittedProblem<O>, options: LspiOptions<Source> = {},
): Lspi<O, Source> {
  const { ridge = 0 } = options;
  checkFitted(problem);
  checkNumberAtLeast("ridge", ridge, 0);
  const chosen = withDefaults({ ...options, iterations: options.iterations ?? 20 });
  const { count: actionCount } = problem.action;
  const features = (options.features ?? defaultFeatures(problem)).bind(problem.observation);
  const sample = samplerOf(problem, chosen);
  const predict = linearPredictor(features, actionCount);
  const iterate = policyIteration(features, actionCount, { ...chosen, ridge });
  const actionValueOf = ({ weights }: LinearState): Predict =>
    (input, count, outValue) => predict(weights, input, count, outValue);
  const planner = definePlanner<O, Discrete, LinearState, "data" | "dynamics", FittedWord>({
    name: "lspi", package: packageName, spaces: problem, needs: needsOf(chosen.source), provides: fittedWords,
    init: (_, allocator = heap) => ({ weights: allocator("float64", actionCount * features.size) }),
    plan: (state, model: Offer<O>, random) => iterate(state, sample(model, random)),
    policy: (state) => greedyPolicy(problem, chosen.explore, actionValueOf(state)),
    decision: (state) => fittedDecision(problem, chosen.explore, actionValueOf(state)),
  });
  return planner as Lspi<O, Source>; // its list of needs is the source's
}

interface LspiRules {
  readonly iterations: number;
  readonly tolerance: number;
  readonly ridge: number;
}

function policyIteration(
  features: Features, actionCount: number, { iterations, tolerance, ridge }: LspiRules,
): (state: LinearState, data: Backups) => Outcome | undefined {
  const predict = linearPredictor(features, actionCount);
  let system: SquareSystem | undefined;
  return ({ weights }, data) => {
    const outcomes = backupCount(data) * data.successorCount;
    if (outcomes === 0) return undefined;
    if (!areFinite(data)) return "non-finite";
    system ??= squareSystem(actionCount * features.size);
    const values = new Float64Array(outcomes * actionCount);
    const chosen = new Int32Array(outcomes);
    const before = new Float64Array(weights.length);
    for (let k = 0; k < iterations; k++) {
      predict(weights, data.nextInput, outcomes, values);
      improve(values, actionCount, chosen);
      before.set(weights);
      writeSystem(system, features, data, chosen, ridge);
      if (!system.solve(weights)) return "non-finite";
      if (k > 0 && weights.every((weight, i) => Math.abs(weight - before[i]!) <= tolerance)) return "converged";
    }
    return "max-iterations";
  };
}

/** The best action of each row, the old one where it is as good up to rounding. */
function improve(values: Float64Array, actionCount: number, chosen: Int32Array): void {
  for (let o = 0; o < chosen.length; o++) {
    const row = o * actionCount;
    let best = chosen[o]!;
    const width = 1e-12 * Math.max(1, Math.abs(values[row + best]!));
    for (let a = 0; a < actionCount; a++) if (values[row + a]! > values[row + best]! + width) best = a;
    chosen[o] = best;
  }
}

/** A and b of LSTD-Q for the policy that chooses `chosen` in the successors. */
function writeSystem(
  { matrix, right }: SquareSystem, features: Features, data: Backups, chosen: Int32Array, ridge: number,
): void {
  const { size } = features;
  const { start, successorCount } = data;
  const width = right.length;
  const [here, next] = [new Float64Array(size), new Float64Array(size)];
  matrix.fill(0);
  right.fill(0);
  for (let i = 0; i < width; i++) matrix[i * width + i] = backupCount(data) * ridge;
  for (let a = 0; a + 1 < start.length; a++) {
    for (let o = start[a]! * successorCount; o < start[a + 1]! * successorCount; o++) {
      features.write(data.input, Math.floor(o / successorCount), here);
      features.write(data.nextInput, o, next);
      for (let k = 0; k < size; k++) {
        if (here[k] === 0) continue;
        const scale = here[k]! / successorCount;
        const row = (a * size + k) * width;
        right[a * size + k]! += scale * data.reward[o]!;
        addScaled(matrix, row + a * size, scale, here);
        addScaled(matrix, row + chosen[o]! * size, -scale * data.discount[o]!, next);
      }
    }
  }
}

function addScaled(matrix: Float64Array, from: number, scale: number, feature: Float64Array): void {
  for (let j = 0; j < feature.length; j++) matrix[from + j]! += scale * feature[j]!;
}
