import { boxOfShape } from "@worldwise/protocol";
import { boxOnly, checkAtLeast } from "./check-options.ts";
import { packageName } from "./package-name.ts";
import type { RealBox } from "./real-box.ts";
import { wrap } from "./wrap.ts";
import type { ActionOf, World, Wrapped } from "./world.ts";

/** Options of `observationNoise`. */
export interface ObservationNoiseOptions {
  /** Standard deviation in each dimension, at least 0; by default 0.1. */
  readonly deviation?: number;
}

/**
 * The same world seen through Gaussian noise.
 *
 *   x̃ = x + ε,   ε ~ N(0, deviation² I), drawn at the start and in each step
 *
 * The noise of the present observation is a part of the state, so looking twice shows the same. Observations are unbounded;
 * float32 stays float32. Forwards discount, `maxEpisodeSteps` and `scene`; drops `encode`, `legalActions` and `grid`, since the
 * truth can not be told from what is seen. Throws `wrong-space` on finitely many observations, `bad-options` on a negative
 * deviation.
 */
export function observationNoise<W extends World>(
  world: W, { deviation = 0.1 }: ObservationNoiseOptions = {},
): Wrapped<W, RealBox, ActionOf<W>> {
  checkAtLeast("deviation", deviation, 0);
  const { dtype, shape, size } = boxOnly("observation", world.observation, "wrap it in `flatten` first");
  return wrap<W, RealBox>(world, {
    name: "observationNoise", package: packageName,
    observation: boxOfShape(dtype === "float32" ? "float32" : "float64", shape, -Infinity, Infinity),
    memory: boxOfShape("float64", [size], -Infinity, Infinity),
    start: drawNoise, after: drawNoise,
    observe(seen, memory, outObservation) {
      for (let i = 0; i < size; i++) outObservation[i] = seen[i]! + memory[i]!;
    },
  });

  function drawNoise({ memory }: { readonly memory: Float64Array }, random: { normal(): number }): void {
    for (let i = 0; i < size; i++) memory[i] = deviation * random.normal();
  }
}
