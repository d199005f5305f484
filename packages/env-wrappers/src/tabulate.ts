import { philox } from "@worldwise/math";
import type { Component, Discrete, Dynamics, Mdp, RandomLanes, Space } from "@worldwise/protocol";
import { allocate, mark, seedKey, stepBuffers } from "@worldwise/protocol";
import { asDynamics } from "@worldwise/rollout";
import type { BoxGrid } from "./box-grid.ts";
import { boxOnly, checkInteger, discreteOnly } from "./check-options.ts";
import type { GridOptions } from "./grid-of.ts";
import { gridOf } from "./grid-of.ts";
import { packageName } from "./package-name.ts";
import { copyRow } from "./rows.ts";
import { rowCounts } from "./row-counts.ts";

/** Options of `tabulate`. */
export interface TabulateOptions extends GridOptions {
  /** Steps that are tried from each cell with each action, at least 1; by default 1, from the center. */
  readonly samples?: number;
  /** Start states that are drawn, at least 1; by default 1000. */
  readonly starts?: number;
  /** Seed of all that is drawn, by default 0. */
  readonly seed?: number;
}

/** A finite world made of cells, with its exact transition table, and the true world seen through the same cells. */
export interface TabulatedWorld<W extends Dynamics = Dynamics>
  extends Dynamics<Discrete, Discrete, Discrete>, Component<"dynamics", never, "mdp" | "dynamics"> {
  /** The table. It is exact for this world, and an estimate of the one it was made from. */
  readonly mdp: Mdp;
  readonly cells: BoxGrid;
  /** The world that it was made from, in which an agent sees the cell of the state: where plans made here can be tried. */
  readonly original: Dynamics<Discrete, Discrete, W["state"]> & Component<"dynamics", never, "dynamics">;
}

/**
 * A finite world from one whose states are a box: its states are the cells of a grid over the states of the other.
 *
 *   P̂(c' | c, a) = share of `samples` steps from c that end in c',   r̂(c, a) their mean reward
 *
 * Rows are estimated: with one sample from the center of each cell, with more from points drawn uniformly in the cell. For a
 * deterministic world and one sample the estimate has no noise left, but is still one of a world that jumps to centers. A cell
 * has to be wide enough that a step leaves it: else nothing ever moves. A step that terminated terminates here. The start
 * distribution is estimated by `starts` draws.
 *
 * Needs finitely many actions (`discretizeActions` first) and bounds: those of the state space, or `low` and `high`. Throws
 * `wrong-space` and `bad-options` otherwise. Work and memory grow with cells × actions × samples.
 */
export function tabulate<W extends Dynamics>(world: W, options: TabulateOptions): TabulatedWorld<W> {
  const { samples = 1, starts = 1000, seed = 0 } = options;
  checkInteger("samples", samples, 1);
  checkInteger("starts", starts, 1);
  const cells = gridOf(boxOnly("state", world.state, "it is finite already"), options);
  const { count: actionCount } = discreteOnly("action", world.action, "wrap it in `discretizeActions` first");
  const key = philox.derive(seedKey(seed), "tabulate");
  const streams = (name: string, lanes: number): RandomLanes => philox.streams(philox.derive(key, name), lanes);
  const rows = estimateRows(world, cells, { actionCount, samples, random: streams("rows", actionCount * samples) });
  const mdp: Mdp = {
    stateCount: cells.count, actionCount, ...rows, initial: estimateStart(
      world, cells, streams("starts", starts),
    ), discount: world.discount,
  };
  const { maxEpisodeSteps } = world;
  const dynamics = asDynamics(mdp, { ...(maxEpisodeSteps !== undefined && { maxEpisodeSteps }) });
  const faces = { ...dynamics, mdp, cells, original: seenInCells(world, cells, dynamics.observation) };
  const named = { name: "tabulate", package: packageName, spaces: dynamics };
  return mark(
    "dynamics", { ...named, needs: [], provides: ["mdp", "dynamics"] }, faces,
  ) as TabulatedWorld<W>; // actions are finite: checked
}

interface Trials {
  readonly actionCount: number;
  readonly samples: number;
  /** One lane for each action and sample. */
  readonly random: RandomLanes;
}

function estimateRows(
  world: Dynamics, cells: BoxGrid, { actionCount, samples, random }: Trials,
): ReturnType<ReturnType<typeof rowCounts>["rows"]> {
  const lanes = actionCount * samples;
  const { state: { size } } = world;
  const [state, action, out] = [allocate(world.state, lanes), allocate(world.action, lanes), stepBuffers(world.state, lanes)];
  for (let b = 0; b < lanes; b++) action[b] = Math.floor(b / samples);
  const [point, fractions] = [new Float64Array(size), new Float64Array(size)];
  const counts = rowCounts(cells.count * actionCount, samples);
  for (let cell = 0; cell < cells.count; cell++) {
    for (let b = 0; b < lanes; b++) {
      if (samples > 1) for (let i = 0; i < size; i++) fractions[i] = random.lane(b).uniform();
      cells.pointIn(cell, point, samples > 1 ? fractions : undefined);
      copyRow(point, 0, state, b * size, size);
    }
    world.step(state, action, random, out);
    for (let b = 0; b < lanes; b++) {
      counts.add(cell * actionCount + action[b]!, cells.cellOf(out.state, b * size), out.terminated[b]!, out.reward[b]!);
    }
  }
  return counts.rows();
}

function estimateStart(world: Dynamics, cells: BoxGrid, random: RandomLanes): Float64Array {
  const state = allocate(world.state, random.lanes);
  world.start(random, state);
  const initial = new Float64Array(cells.count);
  for (let b = 0; b < random.lanes; b++) initial[cells.cellOf(state, b * world.state.size)]! += 1 / random.lanes;
  return initial;
}

function seenInCells<S extends Space>(
  world: Dynamics<Space, Space, S>, cells: BoxGrid, observation: Discrete,
): Dynamics<Discrete, Space, S> & Component<"dynamics", never, "dynamics"> {
  const { action, state, discount, maxEpisodeSteps } = world;
  const faces: Dynamics<Discrete, Space, S> = {
    observation, action, state, discount, ...(maxEpisodeSteps !== undefined && { maxEpisodeSteps }),
    start: (random, outState) => world.start(random, outState),
    step: (from, chosen, random, out) => world.step(from, chosen, random, out),
    observe(from, outObservation) {
      for (let b = 0; b < outObservation.length; b++) outObservation[b] = cells.cellOf(from, b * state.size);
    },
    ...(world.scene && { scene: (from, lane) => world.scene!(from, lane) }),
  };
  return mark("dynamics", { name: "seenInCells", package: packageName, spaces: faces, needs: [], provides: ["dynamics"] }, faces);
}
