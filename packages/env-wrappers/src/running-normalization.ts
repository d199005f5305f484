import type { Box, Element, Environment, Restorable, Space } from "@worldwise/protocol";
import { allocate, boxOfShape, fromElement, mark } from "@worldwise/protocol";
import { boxOnly, checkPositive } from "./check-options.ts";
import { packageName } from "./package-name.ts";
import type { RealBox } from "./real-box.ts";
import { copyRow } from "./rows.ts";
import type { RunningStatistics } from "./running-statistics.ts";
import { addObservation, addReturn, deviationOf, returnDeviationOf, runningStatistics } from "./running-statistics.ts";
import type { ActionOf, Wrapped } from "./world.ts";

/** Options of `runningNormalization`. */
export interface RunningNormalizationOptions {
  /** Statistics to go on from, shared and written in place; by default new ones. */
  readonly statistics?: RunningStatistics;
  /** Whether the statistics learn from what is shown, by default yes: no for an environment that evaluates. */
  readonly learns?: boolean;
  /** Whether rewards are divided by the deviation of their discounted sums, by default yes. */
  readonly rewards?: boolean;
  /** Largest absolute value of a normalized observation, above 0; by default 10. */
  readonly clip?: number;
}

/** What a normalized environment has besides. */
export interface Normalizing {
  /** Live. */
  readonly statistics: RunningStatistics;
}

/**
 * The same environment in units that it finds out as it goes.
 *
 *   x̃ = clip((x − mean) / deviation, −clip, clip),   r̃ = r / deviation of G,   G ← γ G + r, 0 at each reset
 *
 * mean and deviation are of all observations shown so far, the present one included; a deviation that is not known yet is 1.
 * Statistics are state of the environment, not of the world: they last over episodes, a snapshot holds them, and a reset with a
 * seed brings back those that it was made with, so that the same seed gives the same life. Dynamics keep no state: for them
 * there is `normalize`, with fixed statistics. Agents that imagine should rather normalize inside their models: what is seen
 * here moves.
 *
 * Forwards discount, `maxEpisodeSteps`, `scene`, `info`, `close` and restoring; drops `legalActions` and `grid`. Throws
 * `wrong-space` on finitely many observations, `bad-options` unless `clip` is above 0.
 */
export function runningNormalization<W extends Environment>(
  environment: W, options?: RunningNormalizationOptions,
): Wrapped<W, RealBox, ActionOf<W>> & Normalizing;
export function runningNormalization(
  inner: Environment & Partial<Restorable>, options: RunningNormalizationOptions = {},
): unknown {
  const { learns = true, clip = 10 } = options;
  checkPositive("clip", clip);
  const space = boxOnly("observation", inner.observation, "wrap it in `flatten` first");
  const observation: RealBox = boxOfShape(space.dtype === "float32" ? "float32" : "float64", space.shape, -clip, clip);
  const { statistics = runningStatistics(space) } = options;
  const began = arraysOf(statistics).map((array) => array.slice());
  const units = unitsFor(space, observation, statistics, clip);
  const sum = new Float64Array(1); // G
  const show = (seen: Element<Space>): Element<Space> => {
    units.read(seen);
    if (learns) addObservation(statistics, units.row);
    return units.shown();
  };
  const faces: Environment & Partial<Restorable> & Normalizing = {
    observation, action: inner.action, discount: inner.discount, statistics,
    ...(inner.maxEpisodeSteps !== undefined && { maxEpisodeSteps: inner.maxEpisodeSteps }),
    ...(inner.scene && { scene: () => inner.scene!() }), ...(inner.close && { close: () => inner.close?.() }),
    reset(chosen) {
      const { observation: seen, info } = inner.reset(chosen);
      if (learns && chosen?.seed !== undefined) arraysOf(statistics).forEach((array, i) => array.set(began[i]!));
      sum[0] = 0;
      return { observation: show(seen), info };
    },
    step(action) {
      const { observation: seen, reward, ...rest } = inner.step(action);
      sum[0] = inner.discount * sum[0]! + reward;
      if (learns) addReturn(statistics, sum[0]);
      const scaled = options.rewards === false ? reward : reward / returnDeviationOf(statistics);
      return { ...rest, observation: show(seen), reward: scaled };
    },
    ...(isRestorable(inner) && restorable(inner, [...arraysOf(statistics), sum], units)),
  };
  return mark(
    "environment", { name: "runningNormalization", package: packageName, spaces: faces, needs: [], provides: [] }, faces,
  );
}

const arraysOf = (
  { count, mean, squares, returns }: RunningStatistics,
): readonly Float64Array[] => [count, mean, squares, returns];

const isRestorable = (environment: Environment & Partial<Restorable>): environment is Environment & Restorable =>
  environment.snapshotSize !== undefined;

interface Units {
  /** `[O]` What was read last. */
  readonly row: Float64Array;
  read(seen: Element<Space>): void;
  /** The row in present units, as an array of its own. */
  shown(): Element<Space>;
}

function unitsFor({ size }: Box, observation: RealBox, statistics: RunningStatistics, clip: number): Units {
  const row = new Float64Array(size);
  return {
    row,
    read: (seen) => fromElement<Space>(seen, row),
    shown() {
      const element = allocate(observation, 1);
      for (let i = 0; i < size; i++) {
        const inUnits = (row[i]! - statistics.mean[i]!) / deviationOf(statistics, i);
        element[i] = Math.min(Math.max(inUnits, -clip), clip);
      }
      return element;
    },
  };
}

/** The inner snapshot, then the statistics. */
function restorable(inner: Environment & Restorable, arrays: readonly Float64Array[], units: Units): Restorable {
  const { snapshotSize: size } = inner;
  return {
    snapshotSize: arrays.reduce((total, array) => total + array.length, size),
    observe() {
      units.read(inner.observe());
      return units.shown();
    },
    snapshot(outState) {
      inner.snapshot(outState.subarray(0, size));
      arrays.reduce((at, array) => (copyRow(array, 0, outState, at, array.length), at + array.length), size);
    },
    restore(state) {
      inner.restore(state.subarray(0, size));
      arrays.reduce((at, array) => (copyRow(state, at, array, 0, array.length), at + array.length), size);
    },
  };
}
