import type { Box, Discrete, Random } from "@worldwise/protocol";
import { batchTask, box, discrete, WorldwiseError } from "@worldwise/protocol";
import { checkDiscount } from "./check-options.ts";
import type { ControlWorld } from "./control-world.ts";
import { controlWorld } from "./control-world.ts";
import { linearScene } from "./linear-scene.ts";
import { packageName } from "./package-name.ts";

/** Options of the world of independent states. */
export interface IndependentStatesOptions {
  /** `gaussian`: N(1, 1), the default. `exponential`: Exp(1), of the same mean and variance. */
  readonly law?: "gaussian" | "exponential";
  /** S, at least 1; by default 10. */
  readonly dimensions?: number;
  /** γ in [0, 1], by default 0.9. */
  readonly discount?: number;
}

const draws: Readonly<Record<"gaussian" | "exponential", (random: Random) => number>> = {
  gaussian: (random) => 1 + random.normal(),
  exponential: (random) => -Math.log1p(-random.uniform()),
};

/**
 * Data for model learning and nothing else: states that neither the last state nor an action influences.
 *
 *   x'_d ~ N(1, 1) or Exp(1), independently in each dimension;   r = 0
 *
 * A Gaussian model holds the truth of the first law. Of the second it can match mean and variance, as likelihood has it, or what
 * some values expect, but not both. One action; nothing terminates; starts are drawn as all states are.
 *
 * Source: Farahmand, Barreto and Nikovski (2017), "Value-aware loss function for model-based reinforcement learning", section on
 * Gaussian models, where data are Gaussian or exponential; laws and sizes here are ours. Throws `bad-options`.
 */
export function independentStates(
  { law = "gaussian", dimensions = 10, discount = 0.9 }: IndependentStatesOptions = {},
): ControlWorld<Discrete, Box<"float64">> {
  checkDiscount(discount);
  checkDimensions(dimensions);
  const space = box("float64", new Array<number>(dimensions).fill(-Infinity), new Array<number>(dimensions).fill(Infinity));
  const draw = draws[law];
  const fill = (random: Random, out: number[]): void => {
    for (let d = 0; d < dimensions; d++) out[d] = draw(random);
  };
  return controlWorld({
    name: "independentStates", package: packageName, state: space, observation: space, action: discrete(1), discount,
    task: batchTask({ stateSize: dimensions, actionSize: 1, reward: () => 0, terminated: () => false }),
    start: (random, { state }) => { fill(random, state); },
    step: (_from, _action, random, out) => { fill(random, out.state); },
    scene: linearScene(dimensions, 1),
  });
}

function checkDimensions(dimensions: number): void {
  if (Number.isInteger(dimensions) && dimensions >= 1) return;
  throw new WorldwiseError("bad-options", {
    expected: "dimensions: a whole number of at least 1", got: String(dimensions), todo: "say how many numbers a state has",
  }, { dimensions });
}
