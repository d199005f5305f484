import type { Lanes, Space } from "@worldwise/protocol";
import { allocate, checkLanes, WorldwiseError } from "@worldwise/protocol";
import type { DescribedSpace } from "./space-description.ts";

/**
 * Throws `outside-space` unless every lane's action lies in the space: in its bounds, finite, whole where only whole numbers are.
 *
 * Checked here and not in Python: a negative index is a valid one there, and a failure there costs the process.
 */
export function actionCheck({ space, parts }: DescribedSpace, lanes: number): (actions: Lanes<Space>) => void {
  const { size } = space;
  const [low, high] = boundsOf(space);
  const whole = parts.flatMap((part) => new Array<boolean>(part.size).fill(part.whole && space.kind === "box"));
  return (actions) => {
    checkLanes(space, actions, lanes, "action");
    for (let k = 0; k < actions.length; k++) {
      const [x, i] = [actions[k]!, k % size];
      if (x >= low[i]! && x <= high[i]! && Number.isFinite(x) && (!whole[i]! || Number.isInteger(x))) continue;
      throw outside(x, i, (k - i) / size, { low: low[i]!, high: high[i]!, whole: whole[i]! });
    }
  };
}

/** In the precision of the space: 0.1 as a float32 is not 0.1. */
function boundsOf(space: Space): readonly [Lanes<Space>, Lanes<Space>] {
  const [low, high] = [allocate(space, 1), allocate(space, 1)];
  low.set(space.kind === "discrete" ? [0] : space.low);
  high.set(space.kind === "discrete" ? [space.count - 1] : space.high);
  return [low, high];
}

function outside(
  x: number, dimension: number, lane: number, { low, high, whole }: { low: number; high: number; whole: boolean },
): WorldwiseError {
  return new WorldwiseError("outside-space", {
    expected: `a${whole ? " whole" : ""} number from ${low} to ${high} in dimension ${dimension} of the action of lane ${lane}`,
    got: String(x), todo: "bring the action into its space",
  }, { lane, dimension });
}
