import type { Box, NumberArray } from "@worldwise/protocol";
import { box, WorldwiseError } from "@worldwise/protocol";
import { batchTask } from "@worldwise/protocol";
import { checkAtLeast, checkDiscount } from "./check-options.ts";
import type { ControlDefinition, ControlWorld } from "./control-world.ts";
import { controlWorld } from "./control-world.ts";
import { linearScene } from "./linear-scene.ts";
import type { Matrix } from "./matrix.ts";
import { badMatrix, checkMatrix, checkSymmetric, cholesky, quadratic } from "./matrix.ts";
import { packageName } from "./package-name.ts";
import { uniformBetween } from "./real-line.ts";
import type { LinearQuadraticProblem, RiccatiSolution } from "./riccati.ts";
import { solveRiccati } from "./riccati.ts";

/** Options of a linear world. By default: a mass on a line, pushed for 0.1 s at a time, cost x² + v² + u² / 10. */
export interface LinearQuadraticOptions {
  /** A, `[S, S]` */
  readonly transition?: Matrix;
  /** B, `[S, A]` */
  readonly control?: Matrix;
  /** Q, `[S, S]`, symmetric, no negative eigenvalue (which is not checked). */
  readonly stateCost?: Matrix;
  /** R, `[A, A]`, symmetric, positive definite. */
  readonly actionCost?: Matrix;
  /** σ, `[S]`: standard deviations of the noise; none when empty, the default. */
  readonly noise?: readonly number[];
  /** First states are uniform in [−spread, spread) in each dimension; by default 1. */
  readonly spread?: number;
  /** γ in [0, 1], by default 0.95; below 1 where there is noise. */
  readonly discount?: number;
}

/** The best value and the best action of a linear world, everywhere. */
export interface LinearQuadraticOptimum extends RiccatiSolution {
  /** c = γ / (1 − γ) Σ_i σ_i² P_ii, what the noise costs. */
  readonly noiseCost: number;
  /** V(x) = −x'Px − c */
  value(state: ArrayLike<number>): number;
  /** Writes u = −K x. */
  action(state: ArrayLike<number>, outAction: NumberArray): void;
}

/** A linear world that knows its optimum. */
export interface LinearQuadraticWorld extends ControlWorld<Box<"float64">, Box<"float64">> {
  readonly optimal: LinearQuadraticOptimum;
}

type Problem = LinearQuadraticProblem & Required<Pick<LinearQuadraticOptions, "noise" | "spread">>;

/**
 * A linear system with quadratic costs (LQR), of any matrices, and its exact optimum.
 *
 *   x' = A x + B u + σ ε,   ε ~ N(0, 1) in each dimension,   r = −(x'Qx + u'Ru)
 *
 * State, observation and action are float64 and unbounded. Nothing terminates; customary limit 200 steps. Without noise a step
 * draws nothing, with noise S normal numbers. The optimum is that of the discounted problem without end: {@link solveRiccati}.
 *
 * Throws `bad-options` on matrices that do not fit each other, costs that are not symmetric, an R that is not positive definite,
 * a discount outside [0, 1], or noise without discount.
 */
export function linearQuadratic(options: LinearQuadraticOptions = {}): LinearQuadraticWorld {
  const problem = complete(options);
  checkProblem(problem);
  const optimal = optimumOf(problem);
  const world = controlWorld({ name: "linearQuadratic", package: packageName, ...laneOf(problem) });
  return Object.freeze({ ...world, optimal });
}

const complete = (options: LinearQuadraticOptions): Problem => ({
  transition: [[1, 0.1], [0, 1]], control: [[0], [0.1]], stateCost: [[1, 0], [0, 1]], actionCost: [[0.1]],
  noise: [], spread: 1, discount: 0.95, ...options,
});

function checkProblem({ transition, control, stateCost, actionCost, noise, spread, discount }: Problem): void {
  const [stateSize, actionSize] = [transition.length, control[0]?.length ?? 0];
  if (stateSize === 0 || actionSize === 0) throw badMatrix("transition and control", "at least one entry", "none");
  checkMatrix("transition", transition, stateSize, stateSize);
  checkMatrix("control", control, stateSize, actionSize);
  checkMatrix("stateCost", stateCost, stateSize, stateSize);
  checkMatrix("actionCost", actionCost, actionSize, actionSize);
  checkSymmetric("stateCost", stateCost);
  checkSymmetric("actionCost", actionCost);
  if (!cholesky(actionCost)) throw badMatrix("actionCost", "a positive definite matrix", JSON.stringify(actionCost));
  checkDiscount(discount);
  checkAtLeast("spread", spread, 0);
  checkNoise(noise, stateSize, discount);
}

function checkNoise(noise: readonly number[], stateSize: number, discount: number): void {
  if (noise.length === 0) return;
  checkMatrix("noise", [noise], 1, stateSize);
  noise.forEach((deviation) => checkAtLeast("noise", deviation, 0));
  if (discount < 1) return;
  throw new WorldwiseError("bad-options", {
    expected: "a discount below 1 where there is noise", got: String(discount), todo: "lower it: the cost would be infinite",
  });
}

function optimumOf(problem: Problem): LinearQuadraticOptimum {
  const solution = solveRiccati(problem);
  const { costMatrix, gain } = solution;
  const { discount, noise } = problem;
  const spilled = noise.reduce((sum, deviation, i) => sum + deviation ** 2 * costMatrix[i]![i]!, 0);
  const noiseCost = noise.length === 0 ? 0 : discount / (1 - discount) * spilled;
  return Object.freeze({
    ...solution, noiseCost,
    value: (state: ArrayLike<number>) => -quadratic(costMatrix, state) - noiseCost,
    action(state: ArrayLike<number>, outAction: NumberArray) {
      for (let i = 0; i < gain.length; i++) outAction[i] = -dot(gain[i]!, state);
    },
  });
}

function dot(row: readonly number[], x: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < row.length; k++) sum += row[k]! * x[k]!;
  return sum;
}

const unbounded = (size: number): Box<"float64"> =>
  box("float64", new Array<number>(size).fill(-Infinity), new Array<number>(size).fill(Infinity));

function laneOf({ transition, control, stateCost, actionCost, noise, spread, discount }: Problem): LaneOfLinear {
  const [stateSize, actionSize] = [transition.length, control[0]!.length];
  const [state, action] = [unbounded(stateSize), unbounded(actionSize)];
  return {
    state, action, observation: state,  discount, maxEpisodeSteps: 200,
    task: batchTask({
      stateSize, actionSize,
      reward: (x, s, u, a) => -quadratic(stateCost, x, s) - quadratic(actionCost, u, a),
      terminated: () => false,
    }),
    start(random, out) {
      for (let i = 0; i < stateSize; i++) out.state[i] = uniformBetween(random, -spread, spread);
    },
    step(from, chosen, random, out) {
      for (let i = 0; i < stateSize; i++) {
        const drift = dot(transition[i]!, from) + dot(control[i]!, chosen);
        out.state[i] = noise.length === 0 ? drift : drift + noise[i]! * random.normal();
      }
      out.reward = -quadratic(stateCost, from) - quadratic(actionCost, chosen);
    },
    scene: linearScene(stateSize, spread),
  };
}

type LaneOfLinear = Omit<ControlDefinition<Box<"float64">, Box<"float64">, Box<"float64">>, "name">;
