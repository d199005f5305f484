import type { Box, Space } from "@worldwise/protocol";
import { boxOfShape } from "@worldwise/protocol";
import { packageName } from "./package-name.ts";
import { wrap } from "./wrap.ts";
import type { ActionOf, StateOf, World, Wrapped } from "./world.ts";

/**
 * The same world whose observations are rows of numbers.
 *
 * Boxes of any shape become boxes of shape `[size]`, with their element type and bounds; finitely many observations become
 * one-hot float32 rows, 1 in the place of the observation. Forwards discount, `maxEpisodeSteps`, `legalActions`, `encode` and
 * `scene`; drops `grid`, and `mdp`, whose states are not rows.
 */
export function flatten<W extends World>(world: W): Wrapped<W, Box, ActionOf<W>, StateOf<W>> {
  const { observation: space } = world;
  return space.kind === "box" ? reshaped(world, space) : oneHot(world, space);
}

function reshaped<W extends World>(world: W, space: Box): Wrapped<W, Box, ActionOf<W>, StateOf<W>> {
  const copy = (from: Float64Array, to: Float64Array): void => to.set(from);
  return wrap<W, Box>(world, {
    name: "flatten", package: packageName, observation: { ...space, shape: [space.size] },
    observe: (seen, _memory, outObservation) => copy(seen, outObservation), reveal: copy, recall: () => undefined,
  });
}

function oneHot<W extends World>(
  world: W, { count }: Extract<Space, { kind: "discrete" }>,
): Wrapped<W, Box, ActionOf<W>, StateOf<W>> {
  return wrap<W, Box>(world, {
    name: "flatten", package: packageName, observation: boxOfShape("float32", [count], 0, 1),
    observe(seen, _memory, outObservation) {
      outObservation.fill(0);
      outObservation[seen[0]!] = 1;
    },
    reveal: (observation, outSeen) => void (outSeen[0] = Math.max(observation.indexOf(1), 0)),
    recall: () => undefined,
  });
}
