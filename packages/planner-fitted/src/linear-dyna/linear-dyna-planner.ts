import type { FeatureMap, Features, LinearExpectation } from "@worldwise/data";
import { priorityQueue, promote } from "@worldwise/data";
import type { Discrete, NumberArray, Planner, Problem, Space, TransitionBatch } from "@worldwise/protocol";
import { definePlanner, heap, WorldwiseError } from "@worldwise/protocol";
import { checkAbove, checkAtLeast, checkNumberAtLeast, checkProbability } from "../check-options.ts";
import { packageName } from "../planners/fitted-problem.ts";
import { linearPolicy } from "./linear-policy.ts";
import type { Sweep, SweepState } from "./sweeps.ts";
import { mgSweep, orderlySweep, pwmaSweep, randomSweep } from "./sweeps.ts";

/** How linear Dyna chooses the features that it backs up. */
export type LinearDynaVariant = "random" | "sweep" | "pwma" | "mg";

/** Options of {@link linearDynaPlanner}. */
export interface LinearDynaOptions {
  /** φ of observations; the same as the model's. */
  readonly features: FeatureMap;
  /** Default `mg`. */
  readonly variant?: LinearDynaVariant;
  /** α of temporal differences from real transitions, at least 0; 0 leaves them to planning alone. Default 0.1. */
  readonly stepSize?: number;
  /** α of backups, above 0. Default: as `stepSize`, or 1 where that is 0. */
  readonly backupStepSize?: number;
  /** Features chosen in each call of `plan`, at least 1. Default 5. */
  readonly backups?: number;
  /** Priorities up to this are not queued, at least 0. Default 1e-4. */
  readonly threshold?: number;
  /** Probability of a random action in explore mode, in [0, 1]. Default 0.1. */
  readonly explore?: number;
}

/** θ, and what waits to be backed up. */
export type LinearDynaState = SweepState;

/** Plans in a linear model of features. */
export type LinearDynaPlanner<O extends Space> = Planner<O, Discrete, LinearDynaState, "linearExpectation", "discount" | "value">;

const sweeps: { readonly [Variant in LinearDynaVariant]: Sweep } =
  { random: randomSweep, sweep: orderlySweep, pwma: pwmaSweep, mg: mgSweep };

/**
 * Linear Dyna: V(x) = θᵀφ(x), improved by real transitions and by backups of single features in a linear model.
 *
 *   learn:  δ = r + discount · θᵀφ(x') − θᵀφ(x);   θ += α δ φ(x);   every feature of φ(x) is queued with |δ φ_i|
 *   plan:   θ_i += α (max_a b_a[i] + γ Σ_k F_a[k, i] θ_k − θ_i),   for features i that are chosen so:
 *
 *   random: uniformly;   sweep: in turn
 *   pwma:   of the highest priority, i: every j with F[i, j] ≠ 0 is backed up, and queued with its |difference|
 *   mg:     of the highest priority, i: i is backed up, and every j with F[i, j] ≠ 0 is queued with |F[i, j] · difference|
 *
 * The best action is the one of the greatest b_aᵀφ + γ θᵀF_a φ. Where the model is `shared` by all actions there is nothing to
 * choose, and θ evaluates the behavior, which is uniformly random; so it is for problems of one action.
 *
 * Planning settles at θ = (I − γFᵀ)⁻¹ b, whichever features it goes through, where the model is stable (`linearStability` of
 * model-linear says so); where it is not θ grows, and `plan` returns "non-finite" before it would cease to be a number.
 * Priorities that wait are raised, never lowered. `plan` throws `wrong-world` for a model of other features or actions. A backup
 * of one feature costs M·K numbers, finding what leads to it M·K more; one step of `pwma` up to M·K², where most features lead to
 * most others. Throws `bad-options`.
 *
 * Source: Sutton, Szepesvári, Geramifard and Bowling (2008), Dyna-style planning with linear function approximation, algorithms 1
 * to 4; the order of PWMA and MG follows the accounts of Peng and Williams (1993), Moore and Atkeson (1993), and McMahan and
 * Gordon (2005). Differs: a step size for backups of its own, and a queue with a threshold.
 */
export function linearDynaPlanner<O extends Space>(problem: Problem<O, Discrete>, options: LinearDynaOptions): LinearDynaPlanner<O> {
  const { variant = "mg", stepSize = 0.1, backups = 5, threshold = 1e-4, explore = 0.1 } = options;
  const { backupStepSize = stepSize || 1 } = options;
  checkNumberAtLeast("stepSize", stepSize, 0);
  checkAbove("backupStepSize", backupStepSize, 0);
  checkAtLeast("backups", backups, 1);
  checkNumberAtLeast("threshold", threshold, 0);
  checkProbability("explore", explore);
  const features = options.features.bind(problem.observation);
  const { action: { count: actionCount }, discount } = problem;
  const learn = temporalDifference<O>(features, stepSize, threshold);
  return definePlanner({
    name: "linearDyna", package: packageName, spaces: problem, needs: ["linearExpectation"], provides: ["discount", "value"],
    init: (_, allocator = heap): LinearDynaState => ({
      weight: allocator("float64", features.size), queue: priorityQueue(features.size, allocator), next: 0, backupCount: 0,
    }),
    learn: (state, batch) => (batch.imagined ? undefined : learn(state, batch)),
    plan(state, { linearExpectation: model }, random) {
      checkModel(model, features.size, actionCount);
      return sweeps[variant](state, model, { backups, backupStepSize, threshold }, random);
    },
    policy: ({ weight }, { linearExpectation: model }) => linearPolicy({ features, actionCount, explore, weight, model }),
    decision: ({ weight }) => ({ discount, value: { evaluate: linearValue(features, weight) } }),
    metrics: ({ weight, queue, backupCount }) =>
      ({ largestWeight: weight.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0), backups: backupCount, queued: queue.size }),
  });
}

/** Throws `wrong-world`. Compares two numbers: for every call of `plan`. */
function checkModel(model: LinearExpectation, featureSize: number, actionCount: number): void {
  if (model.featureSize === featureSize && (model.actionCount === actionCount || model.actionCount === 1)) return;
  throw new WorldwiseError("wrong-world", {
    expected: `a linear model of ${featureSize} features and ${actionCount} actions`,
    got: `${model.featureSize} and ${model.actionCount}`, todo: "make model and planner with the same features",
  }, { featureSize: model.featureSize, actionCount: model.actionCount });
}

type Learn<O extends Space> = (state: LinearDynaState, batch: TransitionBatch<O, Discrete>) => "non-finite" | undefined;

/** TD(0) from real transitions; what surprised is queued. Differences that are not finite are passed over. */
function temporalDifference<O extends Space>(features: Features, stepSize: number, threshold: number): Learn<O> {
  const [feature, nextFeature] = [new Float64Array(features.size), new Float64Array(features.size)];
  return ({ weight, queue }, batch) => {
    let outcome: "non-finite" | undefined;
    for (let b = 0; b < batch.size; b++) {
      features.write(batch.observation, b, feature);
      features.write(batch.nextObservation, b, nextFeature);
      const discount = batch.discount[b]!;
      // What follows on the end counts for nothing, even where it is not a number.
      const next = discount === 0 ? 0 : discount * product(weight, nextFeature);
      const difference = batch.reward[b]! + next - product(weight, feature);
      if (!Number.isFinite(difference)) {
        outcome = "non-finite";
        continue;
      }
      for (let i = 0; i < feature.length; i++) {
        if (feature[i] === 0) continue;
        weight[i]! += stepSize * difference * feature[i]!;
        const priority = Math.abs(difference * feature[i]!);
        if (priority > threshold) promote(queue, i, priority);
      }
    }
    return outcome;
  };
}

function linearValue(features: Features, weight: Float64Array): (observation: NumberArray, outValue: Float64Array) => void {
  const feature = new Float64Array(features.size);
  return (observation, outValue) => {
    for (let b = 0; b < outValue.length; b++) {
      features.write(observation, b, feature);
      outValue[b] = product(weight, feature);
    }
  };
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
