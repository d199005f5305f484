import type { Mdp } from "@worldwise/protocol";

/** Where episodes are after some steps. */
interface Places {
  /** `[N]` In state x and under way. */
  readonly underWay: Float64Array;
  /** `[N + 1]` Ended in state x; the last: gone where the model knows nothing. */
  readonly still: Float64Array;
}

/**
 * How far the states that a model imagines are from those that are seen, h steps ahead.
 *
 *   ½ ‖Pr(x_h = · in the model) − Pr(x_h = · in the world)‖₁,   x_0 ~ start of the world
 *
 * An episode that ends stays where it ended. What leads into a row that the model knows nothing about is nowhere in the world.
 *
 * @param policy - `[N]` the action in every state
 * @param horizons - whole numbers from 0, upwards
 * @returns total variations, in [0, 1]; undefined where sizes differ
 */
export function stateDistributionErrors(
  model: Mdp, world: Mdp, policy: Int32Array, horizons: readonly number[],
): readonly number[] | undefined {
  if (model.stateCount !== world.stateCount || model.actionCount !== world.actionCount) return undefined;
  let [imagined, seen] = [placesAt(world.initial), placesAt(world.initial)];
  let steps = 0;
  return horizons.map((horizon) => {
    for (; steps < horizon; steps++) [imagined, seen] = [after(model, policy, imagined), after(world, policy, seen)];
    return totalVariation(imagined, seen);
  });
}

const placesAt = (start: Float64Array): Places => ({ underWay: Float64Array.from(start), still: new Float64Array(start.length + 1) });

function after(mdp: Mdp, policy: Int32Array, { underWay, still }: Places): Places {
  const next: Places = { underWay: new Float64Array(underWay.length), still: Float64Array.from(still) };
  underWay.forEach((mass, x) => {
    const row = x * mdp.actionCount + policy[x]!;
    if (mass === 0) return;
    if (mdp.rowStart[row] === mdp.rowEnd[row]) next.still[underWay.length]! += mass;
    for (let k = mdp.rowStart[row]!; k < mdp.rowEnd[row]!; k++) {
      const into = mdp.terminated[k] === 1 ? next.still : next.underWay;
      into[mdp.successor[k]!]! += mass * mdp.probability[k]!;
    }
  });
  return next;
}

function totalVariation(a: Places, b: Places): number {
  const at = ({ underWay, still }: Places, x: number): number => (underWay[x] ?? 0) + still[x]!;
  return a.still.reduce((total, _, x) => total + Math.abs(at(a, x) - at(b, x)), 0) / 2;
}
