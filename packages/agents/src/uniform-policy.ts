import type { Box, Discrete, Policy, Space } from "@worldwise/protocol";
import { describeSpace, WorldwiseError } from "@worldwise/protocol";

/** Every action equally likely, whatever is seen. Throws `wrong-space` on boxes without bounds. */
export function uniformPolicy<O extends Space, A extends Space>(space: A): Policy<O, A>;
export function uniformPolicy(space: Space): Policy {
  return space.kind === "discrete" ? uniformIndex(space) : uniformPoint(space);
}

const uniformIndex = ({ count }: Discrete): Policy => ({
  act(_, random, outAction) {
    for (let b = 0; b < random.lanes; b++) outAction[b] = random.lane(b).integer(count);
  },
});

function uniformPoint(space: Box): Policy {
  const { low, high, size } = space;
  if (![...low, ...high].every(Number.isFinite)) throw new WorldwiseError("wrong-space", {
    expected: "actions with bounds, to be drawn uniformly", got: describeSpace(space), todo: "give a policy that explores",
  });
  return {
    act(_, random, outAction) {
      for (let b = 0; b < random.lanes; b++) {
        const stream = random.lane(b);
        for (let i = 0; i < size; i++) outAction[b * size + i] = low[i]! + stream.uniform() * (high[i]! - low[i]!);
      }
    },
  };
}
