import type { Box, Random } from "@worldwise/protocol";
import { checkAtLeast, checkProbability } from "./check-options.ts";
import { legalAction } from "./legal-action.ts";
import { packageName } from "./package-name.ts";
import { wrap } from "./wrap.ts";
import type { ActionOf, ObservationOf, StateOf, World, Wrapped } from "./world.ts";
import type { WrapperLane } from "./wrapper-definition.ts";

/** Options of `actionNoise`. Each concerns one kind of action. */
export interface ActionNoiseOptions {
  /** For boxes: standard deviation of what is added in each dimension, at least 0; by default 0.1. */
  readonly deviation?: number;
  /** For finitely many actions: probability that a random one is taken instead, in [0, 1]; by default 0.1. */
  readonly probability?: number;
}

/**
 * The same world with hands that shake.
 *
 *   boxes:      a' = clip(a + ε, low, high),   ε ~ N(0, deviation² I)
 *   finite:     a' = a, or with `probability` one drawn uniformly (a among them), from the legal ones where not all are
 *
 * The world is given a', and pays for a'. Forwards all that the inner world provides but `mdp`. Throws `bad-options` on a
 * negative deviation or a probability outside [0, 1].
 */
export function actionNoise<W extends World>(
  world: W, { deviation = 0.1, probability = 0.1 }: ActionNoiseOptions = {},
): Wrapped<W, ObservationOf<W>, ActionOf<W>, StateOf<W>> {
  checkAtLeast("deviation", deviation, 0);
  checkProbability("probability", probability);
  const { action } = world;
  return wrap(world, {
    name: "actionNoise", package: packageName,
    act: action.kind === "box" ? (lane, random) => addNoise(action, deviation, lane, random)
      : (lane, random) => replaceAtRandom(probability, lane, random),
  });
}

function addNoise({ low, high }: Box, deviation: number, { action, innerAction }: WrapperLane, random: Random): void {
  for (let i = 0; i < action.length; i++) {
    const shaken = action[i]! + deviation * random.normal();
    innerAction[i] = Math.min(Math.max(shaken, low[i]!), high[i]!);
  }
}

function replaceAtRandom(probability: number, { action, innerAction, legal }: WrapperLane, random: Random): void {
  innerAction[0] = random.uniform() < probability ? legalAction(legal, random) : action[0]!;
}
