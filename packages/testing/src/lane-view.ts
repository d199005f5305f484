import type { Lanes, RandomLanes, Space } from "@worldwise/protocol";

/** One lane of some streams, as streams of one lane: it reads and moves the same state. */
export function laneView(random: RandomLanes, lane: number): RandomLanes {
  const words = random.state.length / random.lanes;
  return {
    algorithm: random.algorithm, lanes: 1, state: random.state.subarray(lane * words, (lane + 1) * words),
    lane: () => random.lane(lane),
  };
}

/** The numbers of one lane. A view where the array is one, so writing here writes there. */
export const laneOf = <Elements extends Lanes<Space>>(array: Elements, size: number, lane: number): Elements =>
  // `subarray` of a typed array has the array's own type; the library's declaration says so only for each type alone.
  array.subarray(lane * size, (lane + 1) * size) as Elements;
