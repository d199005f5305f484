import type { Mdp } from "@worldwise/protocol";
import type { ModelErrors } from "./cell.ts";

/** Values by which errors of a model are weighed, `[N]` each. */
export interface WeighingValues {
  /** Of the planner, in the model. */
  readonly planned: ArrayLike<number>;
  /** V*, in the true world. */
  readonly optimal: ArrayLike<number>;
}

/**
 * How a learned model errs, a mean over all states and actions.
 *
 *   probability:    ‖P̂ − P‖₁
 *   planned-value:  |Σ_y (P̂ − P)(y|x,a) V̂(y)|
 *   optimal-value:  |Σ_y (P̂ − P)(y|x,a) V*(y)|
 *   variance:       |Var_P̂ V* − Var_P V*|
 *
 * An outcome that ends the episode is worth 0. Undefined where the sizes differ.
 */
export function modelErrors(model: Mdp, world: Mdp, { planned, optimal }: WeighingValues): ModelErrors | undefined {
  if (model.stateCount !== world.stateCount || model.actionCount !== world.actionCount) return undefined;
  const rowCount = world.stateCount * world.actionCount;
  const difference = new Float64Array(world.stateCount);
  const total = { probability: 0, "planned-value": 0, "optimal-value": 0, variance: 0 };
  for (let row = 0; row < rowCount; row++) {
    total.probability += l1(model, world, row, difference);
    total["planned-value"] += Math.abs(moment(model, row, planned, 1) - moment(world, row, planned, 1));
    total["optimal-value"] += Math.abs(moment(model, row, optimal, 1) - moment(world, row, optimal, 1));
    total.variance += Math.abs(variance(model, row, optimal) - variance(world, row, optimal));
  }
  return {
    probability: total.probability / rowCount, variance: total.variance / rowCount,
    "planned-value": total["planned-value"] / rowCount, "optimal-value": total["optimal-value"] / rowCount,
  };
}

/** ‖P̂ − P‖₁ of one row. Leaves `difference` as it was: zeros. */
function l1(model: Mdp, world: Mdp, row: number, difference: Float64Array): number {
  for (let k = model.rowStart[row]!; k < model.rowEnd[row]!; k++) difference[model.successor[k]!]! += model.probability[k]!;
  for (let k = world.rowStart[row]!; k < world.rowEnd[row]!; k++) difference[world.successor[k]!]! -= world.probability[k]!;
  return take(model, row, difference) + take(world, row, difference);
}

/** Adds up and zeroes the entries that a row reaches. */
function take({ rowStart, rowEnd, successor }: Mdp, row: number, difference: Float64Array): number {
  let total = 0;
  for (let k = rowStart[row]!; k < rowEnd[row]!; k++) {
    total += Math.abs(difference[successor[k]!]!);
    difference[successor[k]!] = 0;
  }
  return total;
}

/** Σ_y P(y|x,a) V(y)^power, ends being worth 0. */
function moment(mdp: Mdp, row: number, value: ArrayLike<number>, power: number): number {
  let total = 0;
  for (let k = mdp.rowStart[row]!; k < mdp.rowEnd[row]!; k++) {
    if (mdp.terminated[k] === 0) total += mdp.probability[k]! * value[mdp.successor[k]!]! ** power;
  }
  return total;
}

const variance = (mdp: Mdp, row: number, value: ArrayLike<number>): number =>
  moment(mdp, row, value, 2) - moment(mdp, row, value, 1) ** 2;
