import type { Box, Space } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";
import { checkInteger, checkLength } from "./check-options.ts";
import { boundsOf } from "./joint-state.ts";
import { packageName } from "./package-name.ts";
import { pendingObservation } from "./pending-observation.ts";
import { wrap } from "./wrap.ts";
import type { ActionOf, ObservationOf, World, Wrapped } from "./world.ts";

/** Options of `actionDelay`. */
export interface ActionDelayOptions {
  /** Steps from a choice to its effect, at least 1; by default 1. */
  readonly steps?: number;
  /**
   * What the world is given until the first choice arrives, one number for each dimension; by default action 0, or the zero
   * action as far as the bounds allow.
   */
  readonly first?: readonly number[];
  /** Whether the agent sees which actions are on their way; by default not. */
  readonly pendingSeen?: boolean;
}

/**
 * The same world in which actions arrive late.
 *
 *   the world is given a_(t−steps),  and `first` while t \< steps
 *
 * The actions on their way are a part of the state. An agent that does not see them faces a partially observed world; with
 * `pendingSeen` it sees them, the next to arrive first, and the world is Markov again: boxes get the actions' numbers appended
 * (one-hot for finitely many actions), finitely many observations x become x · M^steps + Σ_k a_k · M^(steps−1−k), where actions
 * are finite.
 *
 * Forwards discount, `maxEpisodeSteps` and `scene`; `grid` where pending actions are not seen, `encode` where they are; drops
 * `mdp`. Throws `bad-options` on steps below 1 or a `first` outside the space, and `wrong-world` where some actions are illegal
 * in some states: when an action arrives it may be illegal by then.
 */
export function actionDelay<W extends World>(
  world: W, options?: ActionDelayOptions & { readonly pendingSeen?: false },
): Wrapped<W, ObservationOf<W>, ActionOf<W>>;
export function actionDelay<W extends World>(world: W, options: ActionDelayOptions): Wrapped<W, Space, ActionOf<W>>;
export function actionDelay(world: World, { steps = 1, first, pendingSeen = false }: ActionDelayOptions = {}): unknown {
  checkInteger("steps", steps, 1);
  if (world.legalActions) throw becomesIllegal();
  const { size } = world.action;
  const row = firstRow(world.action, first);
  const memory = queueSpace(world.action, steps);
  return wrap<World, Space>(world, {
    name: "actionDelay", package: packageName, memory,
    ...(pendingSeen && pendingObservation(world, steps)),
    start(lane) {
      for (let k = 0; k < steps; k++) lane.memory.set(row, k * size);
    },
    act({ action, innerAction, memory: pending }) {
      for (let i = 0; i < size; i++) innerAction[i] = pending[i]!;
      pending.copyWithin(0, size);
      pending.set(action, (steps - 1) * size);
    },
  });
}

function queueSpace(action: Space, steps: number): Box<"float64"> {
  const { low, high } = boundsOf(action);
  const repeated = (bounds: readonly number[]): number[] => Array.from({ length: steps }, () => bounds).flat();
  const size = steps * action.size;
  return { kind: "box", dtype: "float64", size, shape: [size], low: repeated(low), high: repeated(high) };
}

function firstRow(action: Space, given: readonly number[] | undefined): readonly number[] {
  const { low, high } = boundsOf(action);
  const row = given ?? low.map((bound, i) => Math.min(Math.max(0, bound), high[i]!));
  checkLength("first", row, action.size);
  const isInside = row.every((x, i) => x >= low[i]! && x <= high[i]! && (action.kind === "box" || Number.isInteger(x)));
  if (isInside) return row;
  throw new WorldwiseError("bad-options", {
    expected: "first inside the space of actions", got: `[${row.join(", ")}]`, todo: "give an action of the world",
  });
}

const becomesIllegal = (): WorldwiseError => new WorldwiseError("wrong-world", {
  expected: "a world in which all actions are legal everywhere", got: "one with legalActions",
  todo: "take a world without them: a delayed action may be illegal when it arrives",
});
