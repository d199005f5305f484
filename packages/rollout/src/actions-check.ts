import type { Lanes, NumberArray, Space } from "@worldwise/protocol";
import { allocate, checkElement } from "@worldwise/protocol";

/**
 * A check of B actions at once, for hot loops: throws as `checkElement` does, and names the lane, on the first that is outside
 * its space.
 *
 * NaN is inside nothing.
 */
export function actionsCheck<A extends Space>(space: A): (actions: Lanes<A>) => void;
export function actionsCheck(space: Space): (actions: NumberArray) => void {
  const refuse = (actions: NumberArray, at: number): void => {
    const b = Math.floor(at / space.size);
    checkElement(
      space, space.kind === "discrete" ? actions[b]! : actions.slice(b * space.size, (b + 1) * space.size),
      `the action of lane ${b}`
    );
  };
  if (space.kind === "discrete") {
    const { count } = space;
    return (actions) => {
      const { length } = actions;
      for (let b = 0; b < length; b++) if (!(actions[b]! >= 0 && actions[b]! < count)) refuse(actions, b);
    };
  }
  // 0.1 as a float32 is not 0.1
  const rounded = (bounds: readonly number[]): NumberArray => allocate(space, 1).map((_, i) => bounds[i]!);
  const [low, high] = [rounded(space.low), rounded(space.high)];
  return (actions) => {
    const { length } = actions;
    for (let at = 0, i = 0; at < length; at++) {
      const inside = actions[at]! >= low[i]! && actions[at]! <= high[i]! && Math.abs(actions[at]!) < Infinity;
      if (!inside) refuse(actions, at);
      i = i + 1 === low.length ? 0 : i + 1;
    }
  };
}
