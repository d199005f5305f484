import type { Discrete } from "@worldwise/protocol";
import { discrete } from "@worldwise/protocol";
import { boxOnly } from "./check-options.ts";
import type { GridOptions } from "./grid-of.ts";
import { gridOf } from "./grid-of.ts";
import { packageName } from "./package-name.ts";
import { wrap } from "./wrap.ts";
import type { ActionOf, StateOf, World, Wrapped } from "./world.ts";

/**
 * The same world seen on a grid: the agent sees the number of the cell that the observation lies in.
 *
 *   cell = Σ_i bin_i · Π_(j \> i) bins_j   (see `boxGrid`)
 *
 * The true state goes on underneath, so the cells are in general not Markov: for a finite world whose cells are its states, see
 * `tabulate`. Forwards discount, `maxEpisodeSteps` and `scene`; drops `legalActions`, `encode` and `grid`. Throws `wrong-space`
 * on finitely many observations, `bad-options` on a grid that is none: spaces without bounds need `low` and `high`.
 */
export function discretizeObservations<W extends World>(
  world: W, options: GridOptions,
): Wrapped<W, Discrete, ActionOf<W>, StateOf<W>> {
  const cells = gridOf(boxOnly("observation", world.observation, "leave it as it is: it is finite"), options);
  return wrap<W, Discrete>(world, {
    name: "discretizeObservations", package: packageName, observation: discrete(cells.count),
    observe: (seen, _memory, outObservation) => void (outObservation[0] = cells.cellOf(seen)),
  });
}
