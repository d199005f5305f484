import type { Discrete, Mdp, Outcome, Planner } from "@worldwise/protocol";
import { definePlanner, heap, integer, number } from "@worldwise/protocol";
import type { ActionFeatures } from "./action-features.ts";
import type { PolicyFacts } from "./exact-evaluation.ts";
import { exactEvaluation, performance } from "./exact-evaluation.ts";
import type { ExactWord } from "./exact-decision.ts";
import { exactDecision, exactWords } from "./exact-decision.ts";
import { everyState, exactGradient } from "./exact-gradient.ts";
import type { Fields, PolicyOptions } from "./feature-options.ts";
import { finiteFeatures, policyFields } from "./feature-options.ts";
import type { FiniteProblem } from "./gradient-problem.ts";
import { checkFinite, checkWorld, packageName } from "./gradient-problem.ts";
import { improvementBound } from "./improvement-bound.ts";
import { softmaxProbabilities } from "./softmax.ts";
import { softmaxPolicy } from "./softmax-policy.ts";
import { dot } from "./trust-region.ts";

/** Options of every planner that follows the exact gradient in an explicit MDP. */
export interface ExactPlannerOptions extends PolicyOptions {
  /** Steps of each call of `plan`, at least 1. Default 100. */
  readonly iterations?: number;
  /** `plan` ends where no derivative of J is larger in magnitude. Default 1e-8. */
  readonly tolerance?: number;
}

/** The fields of {@link ExactPlannerOptions}. */
export const exactPlannerFields: Fields<ExactPlannerOptions> = {
  ...policyFields,
  iterations: integer({ description: "steps of each call of plan", default: 100, minimum: 1 }),
  tolerance: number({ description: "largest derivative of J at which plan ends", default: 1e-8, minimum: 0 }),
};

/** Parameters, what is known of their policy, and what the last step promised and did. */
export type ExactPlannerState = PolicyFacts & {
  /** `[F, M]` θ */
  parameter: Float64Array;
  /** Steps of all calls of `plan`. */
  iterations: number;
  /** J of the present policy. */
  performance: number;
  /** ‖∇J‖ where the last step began. */
  gradientNorm: number;
  /** J after the last step less J before it. */
  improvement: number;
  /** What {@link improvementBound} had promised it to be at least. */
  lowerBound: number;
  /** L of the last step. */
  surrogate: number;
  /** Expected KL(π‖π') of the last step. */
  divergence: number;
};

/** Climbs the return of an explicit MDP, true or learned. */
export type ExactPlanner = Planner<Discrete, Discrete, ExactPlannerState, "mdp", ExactWord>;

/** What a method steps from. */
export interface ExactStep {
  readonly mdp: Mdp;
  /** Of the present policy; read only. */
  readonly facts: PolicyFacts;
  /** `[F, M]` ∇J; read only. */
  readonly gradient: Float64Array;
}

/** Moves `parameter` in place; false where it cannot be moved to any use. */
export type ExactMethod = (step: ExactStep, parameter: Float64Array) => boolean;

/**
 * A planner that climbs J of the MDP it is given at each call of `plan`, beginning with the policy it has.
 *
 * "converged": no derivative is above the tolerance, or the method found no step that improves. "non-finite": the MDP has no
 * finite values (or, at γ = 1, none for a policy on the way); parameters are then those of the last policy that had.
 *
 * @param method - how a step is made of the gradient
 */
export function exactPlanner(
  name: string, problem: FiniteProblem, chosen: Required<ExactPlannerOptions>,
  method: (features: ActionFeatures<Discrete>) => ExactMethod,
): ExactPlanner {
  checkFinite(problem);
  const { observation: { count: stateCount }, action: { count: actionCount } } = problem;
  const features = finiteFeatures(problem, chosen.features);
  const climb = climber(features, stateCount, method(features), chosen);
  return definePlanner({
    name, package: packageName, spaces: problem, needs: ["mdp"], provides: exactWords,
    init: (_, allocator = heap): ExactPlannerState => ({
      parameter: allocator("float64", features.featureCount * actionCount),
      probability: allocator("float64", stateCount * actionCount).fill(1 / actionCount),
      value: allocator("float64", stateCount), actionValue: allocator("float64", stateCount * actionCount),
      visits: allocator("float64", stateCount).fill(1),
      iterations: 0, performance: 0, gradientNorm: 0, improvement: 0, lowerBound: 0, surrogate: 0, divergence: 0,
    }),
    plan(state, { mdp }) {
      checkWorld(problem, mdp);
      return climb(state, mdp);
    },
    policy: ({ parameter }) => softmaxPolicy(features, parameter, chosen.judged),
    decision: (state) => exactDecision(problem, features, state, chosen.judged),
    metrics: ({ performance: J, iterations, gradientNorm, improvement, lowerBound, divergence }) =>
      ({ performance: J, iterations, gradientNorm, improvement, lowerBound, divergence }),
  });
}

function climber(
  features: ActionFeatures<Discrete>, stateCount: number, method: ExactMethod, chosen: Required<ExactPlannerOptions>,
): (state: ExactPlannerState, mdp: Mdp) => Outcome {
  const { iterations, tolerance } = chosen;
  const differentiate = exactGradient(features, stateCount);
  const { evaluate, advance } = reevaluation(features, stateCount);
  const gradient = new Float64Array(features.featureCount * features.actionCount);
  const before = gradient.slice();
  return (state, mdp) => {
    if (!evaluate(state, mdp)) return "non-finite";
    for (let iteration = 0; iteration < iterations; iteration++) {
      differentiate(state, gradient);
      if (gradient.every((derivative) => Math.abs(derivative) <= tolerance)) return "converged";
      before.set(state.parameter);
      if (!method({ mdp, facts: state, gradient }, state.parameter)) return "converged";
      if (!advance(state, mdp)) {
        state.parameter.set(before);
        return "non-finite";
      }
      state.iterations++;
      state.gradientNorm = Math.sqrt(dot(gradient, gradient));
    }
    return "max-iterations";
  };
}

interface Reevaluation {
  /** Brings all facts up to date with the parameters and the MDP; false where there are none. */
  evaluate(state: ExactPlannerState, mdp: Mdp): boolean;
  /** The same after a step, and writes down what the step promised and did; false, and nothing written, where there are none. */
  advance(state: ExactPlannerState, mdp: Mdp): boolean;
}

function reevaluation(features: ActionFeatures<Discrete>, stateCount: number): Reevaluation {
  const solve = exactEvaluation(stateCount);
  const describe = policyTable(features, stateCount);
  const next: PolicyFacts = {
    probability: new Float64Array(stateCount * features.actionCount),
    actionValue: new Float64Array(stateCount * features.actionCount),
    value: new Float64Array(stateCount), visits: new Float64Array(stateCount),
  };
  const reach = ({ parameter }: ExactPlannerState, mdp: Mdp): boolean => {
    describe(parameter, next.probability);
    return solve(mdp, next) === "solved";
  };
  const keep = (state: ExactPlannerState, mdp: Mdp): void => {
    for (const name of ["probability", "value", "actionValue", "visits"] as const) state[name].set(next[name]);
    state.performance = performance(mdp, state);
  };
  return {
    evaluate(state, mdp) {
      if (!reach(state, mdp)) return false;
      keep(state, mdp);
      return true;
    },
    advance(state, mdp) {
      if (!reach(state, mdp)) return false;
      const { surrogate, divergence, lowerBound } = improvementBound(state, next.probability, mdp.discount);
      const before = state.performance;
      keep(state, mdp);
      Object.assign(state, { surrogate, divergence, lowerBound, improvement: state.performance - before });
      return true;
    },
  };
}

/** Writes π(a|x) of all states, `[N, M]`. */
export function policyTable(
  features: ActionFeatures<Discrete>, stateCount: number,
): (parameter: Float64Array, outProbability: Float64Array) => void {
  const states = everyState(stateCount);
  const { actionCount } = features;
  const row = new Float64Array(actionCount);
  return (parameter, outProbability) => {
    for (let x = 0; x < stateCount; x++) {
      softmaxProbabilities(features, parameter, states, x, row);
      outProbability.set(row, x * actionCount);
    }
  };
}
