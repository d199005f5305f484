import { checkProbability } from "./check-options.ts";
import { boundsOf } from "./joint-state.ts";
import { packageName } from "./package-name.ts";
import { wrap } from "./wrap.ts";
import type { ActionOf, ObservationOf, World, Wrapped } from "./world.ts";

/** Options of `stickyActions`. */
export interface StickyActionsOptions {
  /** Probability that the action of the step before is taken once more, in [0, 1]; by default 0.25. */
  readonly probability?: number;
}

/**
 * The same world in which the last action sticks.
 *
 *   a'_t = a'_(t−1) with `probability`, else a_t;   a'_0 = a_0
 *
 * a'_(t−1), what the world was given last, is a part of the state that the agent does not see. Where it is not legal any more
 * it does not stick. Forwards discount, `maxEpisodeSteps`, `legalActions`, `grid` and `scene`; drops `encode` and `mdp`.
 *
 * Source: Machado et al. (2018), Revisiting the Arcade Learning Environment, section 5.
 * Throws `bad-options` on a probability outside [0, 1].
 */
export function stickyActions<W extends World>(
  world: W, { probability = 0.25 }: StickyActionsOptions = {},
): Wrapped<W, ObservationOf<W>, ActionOf<W>> {
  checkProbability("probability", probability);
  const { low, high } = boundsOf(world.action);
  const { size, kind } = world.action;
  return wrap(world, {
    name: "stickyActions", package: packageName,
    // Whether there is a last action, then that action: 0 where there is none, if 0 is outside the bounds.
    memory: {
      kind: "box", dtype: "float64", size: size + 1, shape: [size + 1],
      low: [0, ...low.map((bound) => Math.min(bound, 0))], high: [1, ...high.map((bound) => Math.max(bound, 0))],
    },
    act({ action, innerAction, legal, memory }, random) {
      const isStuck = random.uniform() < probability && memory[0] === 1 && (kind === "box" || legal[memory[1]!] === 1);
      for (let i = 0; i < size; i++) innerAction[i] = isStuck ? memory[1 + i]! : action[i]!;
      memory[0] = 1;
      memory.set(innerAction, 1);
    },
  });
}
