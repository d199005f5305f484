import { pcg64 } from "@worldwise/math";
import type { Component, Discrete, Environment, RandomSource, Restorable } from "@worldwise/protocol";
import { mark, sameSpace, WorldwiseError } from "@worldwise/protocol";
import { asEnvironment } from "@worldwise/rollout";
import type { TabularWorld } from "./tabular-world.ts";
import type { WorldSchedule } from "./world-schedule.ts";
import { worldAtStep } from "./world-schedule.ts";

/** A finite world behind the Gym-like face that changes while the agent lives in it. */
export interface SwitchingWorld
  extends Environment<Discrete, Discrete, null>, Restorable<Discrete>, Component<"environment", never, never> {
  /** The world that the step after `steps` steps follows, with its exact `mdp`: so one knows what would be best by then. */
  worldAt(steps: number): TabularWorld;
}

/** When a world changes, and what its randomness comes from. */
export type SwitchingWorldOptions = WorldSchedule & {
  /** What it is called; by default the name of the first world. */
  readonly name?: string;
  /** `name@version` of the package it comes from. */
  readonly package?: string;
  /** The generator, by default `pcg64`. */
  readonly source?: RandomSource;
  /** Seed of the stream that goes on until a reset brings another; by default 0. */
  readonly seed?: number;
};

/**
 * Worlds with the same states and actions that take each other's place as time goes on: other dynamics, another task, or both.
 *
 *   step n = 0, 1, … follows worlds[k(n)]:   k(n) = |\{ i : at_i ≤ n \}|,  or ⌊n / every⌋ mod worlds.length
 *
 * Steps are counted over episodes; an ordinary reset leaves the count alone. A reset with a seed begins everything anew, the
 * count too, so that the same seed always gives the same life. Start states, `grid`, `legalActions` and time limit are those of
 * the first world. Nothing resets itself; a step before the first reset or after the end of an episode throws. The snapshot
 * holds the count, the state and the random stream.
 * Throws `worlds-differ` unless states, actions and discount are the same, `bad-options` on a schedule that does not fit.
 */
export function switchingWorld(
  worlds: readonly [TabularWorld, ...TabularWorld[]],
  { name, package: from, source = pcg64, seed = 0, ...schedule }: SwitchingWorldOptions,
): SwitchingWorld {
  const [first] = worlds;
  const indexAt = worldAtStep(schedule, worlds.length);
  worlds.forEach((world) => checkSame(first, world));
  const clock = new Float64Array(1);
  const worldAt = (steps: number): TabularWorld => worlds[indexAt(steps)]!;
  const step: TabularWorld["step"] = (...buffers) => worldAt(clock[0]!).step(...buffers);
  const scene: TabularWorld["scene"] = (...state) => worldAt(clock[0]!).scene!(...state);
  const areDrawn = worlds.every((world) => world.scene !== undefined);
  const inner = asEnvironment({ ...first, step, ...(areDrawn && { scene }) }, { source, seed });
  const faces: Omit<SwitchingWorld, "~worldwise"> = {
    ...inner, worldAt,
    reset(chosen) {
      const started = inner.reset(chosen); // first, for it refuses seeds that are none
      if (chosen?.seed !== undefined) clock[0] = 0;
      return started;
    },
    step(action) {
      const result = inner.step(action);
      clock[0]! += 1;
      return result;
    },
    snapshotSize: inner.snapshotSize + 1,
    snapshot(outState) {
      outState[0] = clock[0]!;
      inner.snapshot(outState.subarray(1));
    },
    restore(state) {
      inner.restore(state.subarray(1));
      clock[0] = state[0]!;
    },
  };
  const named = { name: name ?? first["~worldwise"].name, ...(from !== undefined && { package: from }), spaces: first };
  return mark("environment", { ...named, needs: [], provides: [] }, faces);
}

function checkSame(first: TabularWorld, other: TabularWorld): void {
  if (!sameSpace(first.state, other.state) || !sameSpace(first.action, other.action)) {
    throw new WorldwiseError("worlds-differ", {
      expected: "worlds with the same numbers of states and actions",
      got: `${first.state.count} and ${other.state.count} states, ${first.action.count} and ${other.action.count} actions`,
      todo: "draw cells that close or open as % where they are closed, so that they keep their states",
    });
  }
  if (first.discount === other.discount) return;
  throw new WorldwiseError("worlds-differ", {
    expected: `worlds with the same discount`, got: `${first.discount} and ${other.discount}`, todo: "give all the same",
  });
}
