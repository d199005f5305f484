import {
  add, div, greater, iota, maximum, mul, oneHot, pow, reshape, scatterAdd, stopGradient, sub, sum, tensor, transpose, where,
} from "@worldwise/autodiff";
import type { Discrete, LossInputs, Problem, Tensor } from "@worldwise/protocol";
import { linearSolve } from "./linear-solve.ts";

/** N states and M actions. Rows r = x · M + a. */
export interface FiniteSize {
  readonly stateCount: number;
  readonly actionCount: number;
}

/** All rows of a finite world, inside a traced program. */
export interface FiniteRows {
  /** `[N·M, N]` Σ γ P(y|x,a): what comes after, discounted; rows of ends are 0. */
  readonly continuation: Tensor;
  /** `[N·M]` r(x,a) */
  readonly reward: Tensor;
}

/** Rows counted from transitions, and how often each was tried. */
export interface RecordedRows extends FiniteRows {
  /** `[N·M]` */
  readonly visits: Tensor;
}

/** The sizes of a finite problem. */
export const sizeOf = ({ observation, action }: Problem<Discrete, Discrete>): FiniteSize =>
  ({ stateCount: observation.count, actionCount: action.count });

/** Every state with every action: `[N·M]` each. */
export function everyPair({ stateCount, actionCount }: FiniteSize): { readonly state: Tensor; readonly action: Tensor } {
  const rows = Int32Array.from({ length: stateCount * actionCount }, (_, row) => row);
  const shape = [rows.length];
  return {
    state: tensor(rows.map((row) => Math.floor(row / actionCount)), shape, "int32"),
    action: tensor(rows.map((row) => row % actionCount), shape, "int32"),
  };
}

/** P̂ of every pair, `[N·M, N]`, and r̂. */
export function predictedRows(
  predict: LossInputs<"expectation" | "reward", never>["predict"], size: FiniteSize,
): { readonly probability: Tensor; readonly reward: Tensor } {
  const { state, action } = everyPair(size);
  const { expectation, reward } = predict(state, action);
  return { probability: expectation((next) => mul(1, oneHot(next, size.stateCount))), reward };
}

type Transitions = Pick<LossInputs<never, never>, "state" | "action" | "next" | "reward" | "discount">;

/**
 * Means over the transitions of each row of w_b 1[x'_b = y], for a weight of each transition.
 *
 * @param weight - `[B]`
 * @returns `[N·M, N]`; 0 where a row was never tried
 */
export function meanOutcomes(
  { state, action, next }: Transitions, { stateCount: N, actionCount: M }: FiniteSize, weight: Tensor,
): Tensor {
  const row = add(mul(state, M), action);
  const total = reshape(scatterAdd(N * M * N, add(mul(row, N), next), weight), [N * M, N]);
  return div(total, reshape(maximum(visitsOf(row, N * M), 1), [N * M, 1]));
}

/** How often each row was tried, `[N·M]`. */
export function visitsOf(row: Tensor, rowCount: number): Tensor {
  return scatterAdd(rowCount, row, add(mul(row, 0), 1));
}

/**
 * The rows of the transitions: mean reward, and mean discounted outcome, so that what terminated goes nowhere.
 *
 * @param instead - what is said of rows that were never tried: it gets no derivative
 */
export function recordedRows(transitions: Transitions, size: FiniteSize, instead: FiniteRows): RecordedRows {
  const { stateCount: N, actionCount: M } = size;
  const row = add(mul(transitions.state, M), transitions.action);
  const visits = visitsOf(row, N * M);
  const reward = div(scatterAdd(N * M, row, transitions.reward), maximum(visits, 1));
  const isTried = greater(visits, 0);
  return {
    visits, reward: where(isTried, reward, stopGradient(instead.reward)),
    continuation: where(
      reshape(isTried, [N * M, 1]), meanOutcomes(transitions, size, transitions.discount), stopGradient(instead.continuation),
    ),
  };
}

/** Rows averaged over a policy `[N, M]`: `[N·M, …]` → `[N, …]`. */
export function underPolicy(rows: Tensor, policy: Tensor): Tensor {
  const [N, M] = [policy.shape[0]!, policy.shape[1]!];
  const rest = rows.shape.slice(1);
  const weight = reshape(policy, [N, M, ...rest.map(() => 1)]);
  return sum(mul(reshape(rows, [N, M, ...rest]), weight), 1);
}

/** I − Σ_a π(a|x) γ P(·|x,a), `[N, N]`. */
export function remainder({ continuation }: FiniteRows, policy: Tensor): Tensor {
  const N = policy.shape[0]!;
  return sub(oneHot(iota(N), N), underPolicy(continuation, policy));
}

/** V^π = (I − γ P^π)⁻¹ r^π, `[N]`, of a policy `[N, M]`. */
export function policyValue(rows: FiniteRows, policy: Tensor): Tensor {
  const N = policy.shape[0]!;
  return reshape(linearSolve(remainder(rows, policy), reshape(underPolicy(rows.reward, policy), [N, 1])), [N]);
}

/** Σ_t γ^t Pr(x_t = x), `[N]`, from an initial distribution `[N]`: the discounted visits of a policy, not normalized. */
export function discountedVisits(rows: FiniteRows, policy: Tensor, initial: Tensor): Tensor {
  const N = policy.shape[0]!;
  return reshape(linearSolve(transpose(remainder(rows, policy)), reshape(initial, [N, 1])), [N]);
}

/** r + γ P V of every row, `[N·M]`. */
export const backedUp = ({ continuation, reward }: FiniteRows, value: Tensor): Tensor =>
  add(reward, sum(mul(continuation, reshape(value, [1, value.shape[0]!])), 1));

/** x^k, place by place; 1 where k = 0, whatever x is. */
export const power = (x: Tensor, k: number): Tensor => (k === 0 ? add(mul(x, 0), 1) : k === 1 ? x : pow(x, k));
