import { checkAtLeast, checkFinite } from "./check-options.ts";
import { packageName } from "./package-name.ts";
import { withRewards } from "./with-rewards.ts";
import { wrap } from "./wrap.ts";
import type { ActionOf, ObservationOf, StateOf, World, Wrapped } from "./world.ts";

/** Options of `stepCost`. */
export interface StepCostOptions {
  /** Subtracted at each step, the last one of an episode too. By default 0; negative for a bonus. */
  readonly cost?: number;
  /** For boxes of actions: cost of the squared length of the action, at least 0, by default 0. */
  readonly actionCost?: number;
}

/**
 * The same world where steps cost.
 *
 *   r' = r − cost − actionCost · Σ_i a_i²
 *
 * Finitely many actions have no length: for them `actionCost` counts nothing. Forwards all that the inner world provides, with
 * the `mdp` changed exactly. Throws `bad-options` on numbers that are not finite, or a negative `actionCost`.
 */
export function stepCost<W extends World>(
  world: W, { cost = 0, actionCost = 0 }: StepCostOptions,
): Wrapped<W, ObservationOf<W>, ActionOf<W>, StateOf<W>> {
  checkFinite("cost", cost);
  checkAtLeast("actionCost", actionCost, 0);
  const isFinite = world.action.kind === "discrete";
  return wrap(world, {
    name: "stepCost", package: packageName,
    after(lane) { lane.reward -= isFinite ? cost : cost + actionCost * squaredLength(lane.innerAction); },
    mdp: (inner) => withRewards(inner, (reward) => reward - cost),
  });
}

const squaredLength = (row: Float64Array): number => row.reduce((total, x) => total + x * x, 0);
