import { pcg64 } from "@worldwise/math";
import type { Component, Discrete, Environment, RandomSource, Restorable } from "@worldwise/protocol";
import { mark, sameSpace, WorldwiseError } from "@worldwise/protocol";
import { asEnvironment } from "@worldwise/rollout";
import { checkInteger } from "./check-options.ts";
import type { TabularWorld } from "./tabular-world.ts";

/** A finite world behind the Gym-like face that changes once while the agent lives in it. */
export interface SwitchingWorld
  extends Environment<Discrete, Discrete, null>, Restorable<Discrete>, Component<"environment", never, never> {}

/** When a world changes, and what its randomness comes from. */
export interface SwitchingWorldOptions {
  /** Steps, counted over episodes, that are taken in the first world. */
  readonly changeAt: number;
  /** What it is called; by default the name of the first world. */
  readonly name?: string;
  /** `name@version` of the package it comes from. */
  readonly package?: string;
  /** The generator, by default `pcg64`. */
  readonly source?: RandomSource;
  /** Seed of the stream that goes on until a reset brings another; by default 0. */
  readonly seed?: number;
}

/**
 * Two worlds with the same states and actions, the second of which takes the place of the first after some steps.
 *
 *   step n = 1, 2, … follows `before` while n ≤ changeAt, then `after`
 *
 * Steps are counted over episodes; an ordinary reset leaves the count alone. A reset with a seed begins everything anew, the
 * count too, so that the same seed always gives the same life. Start states are drawn from `before`. Nothing resets itself; a
 * step before the first reset or after the end of an episode throws. The snapshot holds the count, the state and the random
 * stream.
 * Throws `worlds-differ` unless states and actions are the same.
 */
export function switchingWorld(before: TabularWorld, after: TabularWorld, options: SwitchingWorldOptions): SwitchingWorld {
  const { changeAt, source = pcg64, seed = 0 } = options;
  checkInteger("changeAt", changeAt, 0);
  checkSameSpaces(before, after);
  const clock = new Float64Array(1);
  const step: TabularWorld["step"] = (...buffers) => (clock[0]! < changeAt ? before : after).step(...buffers);
  const scene: TabularWorld["scene"] = before.scene && after.scene && (
    (...state) => (clock[0]! < changeAt ? before : after).scene!(...state)
  );
  const inner = asEnvironment({ ...before, step, ...(scene && { scene }) }, { source, seed });
  const faces: Omit<SwitchingWorld, "~worldwise"> = {
    ...inner,
    ...(before.grid && { grid: before.grid }),
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
  return mark("environment", { name: before["~worldwise"].name, ...options, spaces: before, needs: [], provides: [] }, faces);
}

function checkSameSpaces(before: TabularWorld, after: TabularWorld): void {
  if (sameSpace(before.state, after.state) && sameSpace(before.action, after.action)) return;
  throw new WorldwiseError("worlds-differ", {
    expected: "two worlds with the same numbers of states and actions",
    got: `${before.state.count} and ${after.state.count} states, ${before.action.count} and ${after.action.count} actions`,
    todo: "draw cells that close or open as % where they are closed, so that they keep their states",
  });
}
