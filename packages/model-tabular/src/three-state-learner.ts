import type { Allocator, Decision, DecisionKey, Discrete, ModelLearner, Problem } from "@worldwise/protocol";
import { defineModelLearner, heap, WorldwiseError } from "@worldwise/protocol";
import { asDynamics } from "@worldwise/rollout";
import type { MdpTables } from "./mdp-tables.ts";
import { mdpFace, mdpTables } from "./mdp-tables.ts";
import { packageName } from "./package-name.ts";
import { requireOption } from "./require-option.ts";
import { threeStateClass } from "./three-state-class.ts";
import type { TabularTransition } from "./transition-reader.ts";
import { transitionReader } from "./transition-reader.ts";
import { visitMetrics } from "./visit-metrics.ts";

/** What can be chosen for the learners of the three-state class. */
export interface ThreeStatesOptions {
  /** η, in (0, 1]; the learner says in which unit. */
  readonly stepSize: number;
  /** Gradient steps of each update, at least 1. */
  readonly steps: number;
  /** θ of every action before the first step, in [0, 1]. */
  readonly initialTheta: number;
}

/** What the learners of the three-state class remember. */
export type ThreeStatesState = {
  /** The data set's clock at the last update. */
  seen: number;
  /** `[3·M]` n(x, a) */
  visits: Float64Array;
  /** `[M, 3]` n(s0, a, y) */
  outcomeVisits: Float64Array;
  /** `[M]` θ */
  theta: Float64Array;
  /** P̂_θ and the known rewards. */
  mdp: MdpTables;
};

/** A learner of the three-state class. */
export type ThreeStatesLearner<N extends DecisionKey> =
  ModelLearner<Discrete, Discrete, ThreeStatesState, N, "mdp" | "dynamics" | "sampledRows">;

/** What makes two learners of the class different. */
interface Rule<N extends DecisionKey> {
  readonly name: string;
  readonly needs: readonly N[];
  /** Whether what the planner says can be learned from: finite numbers. */
  isUsable(decision: Decision<N, Discrete, Discrete>): boolean;
  /** Δθ of one gradient step, from outcomeCounts `[3]` of one action, at least one of them positive. */
  step(theta: number, outcomeCounts: Float64Array, decision: Decision<N, Discrete, Discrete>): number;
}

/** Projected gradient descent on the data seen so far; the rule says on which loss. Actions never taken in s0 keep their θ. */
export function threeStateLearner<N extends DecisionKey>(
  problem: Problem<Discrete, Discrete>, options: Partial<ThreeStatesOptions>, { name, needs, isUsable, step }: Rule<N>,
): ThreeStatesLearner<N> {
  const { stepSize, steps, initialTheta } = checked(problem, { stepSize: 0.5, steps: 20, initialTheta: 1 / 3, ...options });
  const reader = transitionReader(problem);
  const outcomeCounts = new Float64Array(3);

  return defineModelLearner<Discrete, Discrete, ThreeStatesState, N, "mdp" | "dynamics" | "sampledRows">({
    name, package: packageName, spaces: problem, needs, provides: ["mdp", "dynamics", "sampledRows"],
    init: (_random, allocator = heap) => initialState(problem, initialTheta, allocator),
    update(state, data, decision) {
      const outcome = reader.read(state, data, count);
      if (!isUsable(decision)) return "non-finite";
      for (let a = 0; a < state.theta.length; a++) {
        if (state.visits[a] === 0) continue;
        for (let y = 0; y < 3; y++) outcomeCounts[y] = state.outcomeVisits[3 * a + y]!;
        let theta = state.theta[a]!;
        for (let i = 0; i < steps; i++) theta = threeStateClass.project(theta + stepSize * step(theta, outcomeCounts, decision));
        state.theta[a] = theta;
        threeStateClass.predict(theta, state.mdp.probability, 3 * a);
      }
      return outcome;
    },
    model(state) {
      const mdp = mdpFace(problem, state.mdp);
      return { mdp, dynamics: asDynamics(mdp), sampledRows: mdp };
    },
    metrics: ({ visits, theta }) => ({
      ...visitMetrics(visits), ...Object.fromEntries(Array.from(theta, (of, a) => [`theta${a}`, of])),
    }),
  });
}

function checked({ observation }: Problem<Discrete, Discrete>, options: ThreeStatesOptions): ThreeStatesOptions {
  if (observation.count !== 3) {
    throw new WorldwiseError("bad-problem", {
      expected: "a problem of 3 states", got: String(observation.count), todo: "use counts for other problems",
    }, { stateCount: observation.count });
  }
  const { stepSize, steps, initialTheta } = options;
  requireOption(stepSize > 0 && stepSize <= 1, "stepSize", "a number above 0 and at most 1", stepSize);
  requireOption(Number.isInteger(steps) && steps >= 1, "steps", "a whole number of at least 1", steps);
  requireOption(initialTheta >= 0 && initialTheta <= 1, "initialTheta", "a number in [0, 1]", initialTheta);
  return options;
}

/** Rows 0 … M−1 are those of s0: outcomes s0, s1, s2. The others have one outcome, s0. */
function initialState(problem: Problem<Discrete, Discrete>, initialTheta: number, allocator: Allocator): ThreeStatesState {
  const { count: actionCount } = problem.action;
  const mdp = mdpTables(problem, 3, allocator);
  for (let row = 0; row < 3 * actionCount; row++) {
    const start = 3 * row;
    const fromS0 = row < actionCount;
    mdp.rowEnd[row] = start + (fromS0 ? 3 : 1);
    mdp.reward[row] = fromS0 ? 1 : 0;
    if (fromS0) threeStateClass.predict(initialTheta, mdp.probability, start);
    else mdp.probability[start] = 1;
    for (let y = 0; fromS0 && y < 3; y++) mdp.successor[start + y] = y;
  }
  return {
    seen: 0, visits: allocator("float64", 3 * actionCount), outcomeVisits: allocator("float64", 3 * actionCount),
    theta: allocator("float64", actionCount).fill(initialTheta), mdp,
  };
}

function count({ visits, outcomeVisits }: ThreeStatesState, { state, action, row, next }: TabularTransition): void {
  visits[row]!++;
  if (state === 0) outcomeVisits[3 * action + next]!++;
}
