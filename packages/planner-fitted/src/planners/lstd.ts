import type { Discrete, Outcome, Planner, Policy, Space } from "@worldwise/protocol";
import { definePlanner, heap } from "@worldwise/protocol";
import { checkNumberAtLeast } from "../check-options.ts";
import type { FeatureMap, Features } from "@worldwise/data";
import { linearPredictor } from "../regression/weighted-features.ts";
import type { Backups } from "./backups.ts";
import { areFinite, backupCount } from "./backups.ts";
import { defaultFeatures } from "./default-features.ts";
import { withDefaults } from "./fitted-options.ts";
import type { FittedProblem } from "./fitted-problem.ts";
import { checkFitted, inputReader, packageName } from "./fitted-problem.ts";
import type { Offer, SampleNeed, SampleSource, SamplingOptions } from "./sampling.ts";
import { needsOf, samplerOf } from "./sampling.ts";
import type { SquareSystem } from "./square-system.ts";
import { squareSystem } from "./square-system.ts";

/** Options of {@link lstd}. */
export interface LstdOptions<Source extends SampleSource = SampleSource> extends SamplingOptions<Source> {
  /** φ. Default: a table of states that can be counted, else radial bumps. */
  readonly features?: FeatureMap;
  /** λ ≥ 0, a penalty for each sample. Default 0. */
  readonly ridge?: number;
}

/** V(x) = φ(x)ᵀ w. */
export type LstdState = {
  /** `[K]` */
  weights: Float64Array;
};

/** Evaluates the policy of the data. */
export type Lstd<O extends Space, Source extends SampleSource = "data"> =
  Planner<O, Discrete, LstdState, SampleNeed<Source>, "discount" | "value" | "policy">;

/**
 * Least-squares temporal differences: the value of the policy that made the data.
 *
 *   w = (Σ φ(x) (φ(x) − discount · φ(x'))ᵀ + n · ridge · I)⁻¹ Σ φ(x) r
 *
 * With `source: "model"` every action counts the same: it evaluates the uniformly random policy. Its own policy is that one, too,
 * also when judged. `converged`; nothing happens without data; `non-finite` for data that is not finite. Dependent features get
 * some ridge, see `SquareSystem`. Source: Bradtke and Barto (1996), Linear least-squares algorithms for temporal difference
 * learning. Throws `bad-options`, `wrong-space`.
 */
export function lstd<O extends Space, Source extends SampleSource = "data">(
  problem: FittedProblem<O>, options: LstdOptions<Source> = {},
): Lstd<O, Source> {
  const { ridge = 0 } = options;
  checkFitted(problem);
  checkNumberAtLeast("ridge", ridge, 0);
  const chosen = withDefaults(options);
  const features = (options.features ?? defaultFeatures(problem)).bind(problem.observation);
  const sample = samplerOf(problem, chosen);
  const predict = linearPredictor(features, 1);
  const read = inputReader(problem);
  let system: SquareSystem | undefined;
  const planner = definePlanner<O, Discrete, LstdState, "data" | "dynamics", "discount" | "value" | "policy">({
    name: "lstd", package: packageName, spaces: problem, needs: needsOf(chosen.source), provides: ["discount", "value", "policy"],
    init: (_, allocator = heap) => ({ weights: allocator("float64", features.size) }),
    plan: ({ weights }, model: Offer<O>, random) =>
      solveFor(system ??= squareSystem(features.size), features, sample(model, random), ridge, weights),
    policy: () => uniformPolicy(problem),
    decision: ({ weights }) => ({
      discount: problem.discount, policy: uniformPolicy(problem),
      value: {
        evaluate: (observation, outValue) => predict(weights, read(observation, outValue.length), outValue.length, outValue),
      },
    }),
  });
  return planner as Lstd<O, Source>; // its list of needs is the source's
}

function solveFor(
  system: SquareSystem, features: Features, data: Backups, ridge: number, outWeights: Float64Array,
): Outcome | undefined {
  const count = backupCount(data);
  if (count === 0) return undefined;
  if (!areFinite(data)) return "non-finite";
  const { size } = features;
  const { matrix, right } = system;
  const [here, next] = [new Float64Array(size), new Float64Array(size)];
  matrix.fill(0);
  right.fill(0);
  for (let k = 0; k < size; k++) matrix[k * size + k] = count * ridge;
  for (let o = 0; o < count * data.successorCount; o++) {
    features.write(data.input, Math.floor(o / data.successorCount), here);
    features.write(data.nextInput, o, next);
    for (let k = 0; k < size; k++) {
      if (here[k] === 0) continue;
      const scale = here[k]! / data.successorCount;
      right[k]! += scale * data.reward[o]!;
      for (let j = 0; j < size; j++) matrix[k * size + j]! += scale * (here[j]! - data.discount[o]! * next[j]!);
    }
  }
  return system.solve(outWeights) ? "converged" : "non-finite";
}

/** Every action is equally likely, also when judged. Random numbers: one integer. */
const uniformPolicy = <O extends Space>({ action }: FittedProblem<O>): Policy<O, Discrete> => ({
  act(_, random, outAction) {
    for (let b = 0; b < random.lanes; b++) outAction[b] = random.lane(b).integer(action.count);
  },
});
