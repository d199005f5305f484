import type { BellmanProblem } from "@worldwise/math";
import { bellmanProblem } from "@worldwise/math";
import type { Mdp } from "@worldwise/protocol";
import type { ExactValues } from "./cell.ts";

const tolerance = 1e-10;
/** Each of 50 sweeps: a million in all, enough for γ = 0.99997 and soon over where values grow without end. */
const planning = { tolerance, maxIterations: 20_000, evaluationSweeps: 50 };
const evaluation = { tolerance, maxIterations: 1_000_000 };
/** A dense solve takes N² doubles. */
const mostStatesToSolve = 1500;

/**
 * True values at the start distribution: of a deterministic policy, of the optimal one, and of the uniform one.
 *
 *   J(π) = Σ_x initial(x) V^π(x)
 *
 * Undefined where one of them is not defined, such as an undiscounted policy that never ends.
 *
 * @param policy - `[N]` the action in every state
 * @param optimal - `[N]` V*, where it is known already
 */
export function exactValues(
  mdp: Mdp, policy: Int32Array, optimal: Float64Array | undefined = optimalValue(mdp),
): ExactValues | undefined {
  const problem = bellmanProblem(mdp);
  const uniform = new Float64Array(mdp.stateCount * mdp.actionCount).fill(1 / mdp.actionCount);
  if (!optimal) return undefined;
  const [ofPolicy, ofUniform] = [policyValue(problem, policy), policyValue(problem, uniform)];
  if (!ofPolicy || !ofUniform) return undefined;
  const atStart = (value: Float64Array): number => value.reduce((total, v, s) => total + mdp.initial[s]! * v, 0);
  return { policy: atStart(ofPolicy), optimal: atStart(optimal), uniform: atStart(ofUniform) };
}

/** `[N]` V*; undefined where it is not defined. */
export function optimalValue(mdp: Mdp): Float64Array | undefined {
  const optimal = new Float64Array(mdp.stateCount);
  return bellmanProblem(mdp).modifiedPolicyIteration(optimal, planning).outcome === "converged" ? optimal : undefined;
}

function policyValue(problem: BellmanProblem, policy: Int32Array | Float64Array): Float64Array | undefined {
  const value = new Float64Array(problem.stateCount);
  if (problem.stateCount <= mostStatesToSolve) return problem.solvePolicy(policy, value).outcome === "solved" ? value : undefined;
  return problem.policyEvaluation(policy, value, evaluation).outcome === "converged" ? value : undefined;
}
