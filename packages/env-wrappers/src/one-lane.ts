import type { RandomLanes } from "@worldwise/protocol";

/** Each lane of some streams as streams of their own: what draws from one moves that lane's words. Made once for each. */
export function oneLaneViews(): (random: RandomLanes, lane: number) => RandomLanes {
  const known = new WeakMap<RandomLanes, readonly RandomLanes[]>();
  return (random, lane) => {
    const views = known.get(random) ?? Array.from({ length: random.lanes }, (_, b) => viewOf(random, b));
    known.set(random, views);
    return views[lane]!;
  };
}

function viewOf(random: RandomLanes, lane: number): RandomLanes {
  const words = random.state.length / random.lanes;
  return {
    algorithm: random.algorithm, lanes: 1, lane: () => random.lane(lane),
    state: random.state.subarray(lane * words, (lane + 1) * words),
  };
}
