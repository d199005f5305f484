import type { Box, Discrete } from "@worldwise/protocol";
import { discrete, WorldwiseError } from "@worldwise/protocol";
import { boxOnly, checkInteger, checkLength } from "./check-options.ts";
import { packageName } from "./package-name.ts";
import { wrap } from "./wrap.ts";
import type { ObservationOf, StateOf, World, Wrapped } from "./world.ts";

/** Options of `discretizeActions`. */
export interface DiscretizeActionsOptions {
  /** Levels along each dimension: one number for all, or one for each, at least 1. By default 3. */
  readonly levels?: number | readonly number[];
}

/**
 * The same world with finitely many actions: levels evenly spread over the bounds, both ends among them.
 *
 *   a_i = low_i + level_i · (high_i − low_i) / (levels_i − 1);   the middle where there is one level
 *
 * Actions are numbered with the last dimension fastest. Forwards discount, `maxEpisodeSteps`, `encode` and `scene`. Throws
 * `wrong-space` on actions that are finite already or unbounded, `bad-options` on levels that are no whole numbers of at least 1.
 */
export function discretizeActions<W extends World>(
  world: W, { levels = 3 }: DiscretizeActionsOptions = {},
): Wrapped<W, ObservationOf<W>, Discrete, StateOf<W>> {
  const space = boxOnly("action", world.action, "leave it as it is: it is finite");
  const each = typeof levels === "number" ? new Array<number>(space.size).fill(levels) : levels;
  checkLength("levels", each, space.size);
  each.forEach((count, i) => checkInteger(`levels[${i}]`, count, 1));
  const rows = actionRows(space, each);
  return wrap<W, ObservationOf<W>, Discrete>(world, {
    name: "discretizeActions", package: packageName, action: discrete(rows.length),
    act: ({ action, innerAction }) => innerAction.set(rows[action[0]!]!),
  });
}

function actionRows({ low, high }: Box, levels: readonly number[]): readonly (readonly number[])[] {
  const along = levels.map((count, i) => {
    const [from, to] = [low[i]!, high[i]!];
    if (!Number.isFinite(to - from)) throw unbounded(i, from, to);
    return Array.from({ length: count }, (_, k) => (count === 1 ? (from + to) / 2 : from + k * (to - from) / (count - 1)));
  });
  return along.reduce<readonly (readonly number[])[]>((rows, next) => rows.flatMap((row) => next.map((x) => [...row, x])), [[]]);
}

const unbounded = (dimension: number, low: number, high: number): WorldwiseError => new WorldwiseError("wrong-space", {
  expected: "a bounded box of actions", got: `${low} … ${high} in dimension ${dimension}`,
  todo: "wrap the world so that its actions have bounds",
}, { dimension });
