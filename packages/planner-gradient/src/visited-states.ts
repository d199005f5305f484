import type { Allocator, Lanes, Random, Space, StateDistribution } from "@worldwise/protocol";
import { allocate } from "@worldwise/protocol";
import type { Trajectories } from "./trajectories.ts";

/** The states of the last round, with their weights summed up. */
export type VisitedStates<O extends Space = Space> = {
  count: number;
  /** `[C, O]` */
  observation: Lanes<O>;
  /** `[C]` Σ_\{j ≤ i\} w_j */
  cumulativeWeight: Float64Array;
};

/** Room for the states of a round. */
export const visitedStates = <O extends Space>(observation: O, capacity: number, allocator: Allocator): VisitedStates<O> =>
  ({ count: 0, observation: allocate(observation, capacity, allocator), cumulativeWeight: allocator("float64", capacity) });

/** Overwrites what is remembered by the states of a round. */
export function rememberStates<O extends Space>(
  visited: VisitedStates<O>, { size, observation }: Trajectories<O>, weight: Float64Array,
): void {
  visited.count = size;
  visited.observation.set(observation);
  let total = 0;
  for (let row = 0; row < size; row++) {
    total += weight[row]!;
    visited.cumulativeWeight[row] = total;
  }
}

/**
 * Draws states of the last round in proportion to their weights: of the discounted state distribution, where weights are γ^t.
 *
 * One uniform number for each lane. Before the first round a state is drawn from its space, uniformly between finite bounds,
 * normally where there are none.
 */
export function visitedDistribution<O extends Space>(space: O, visited: VisitedStates<O>): StateDistribution<O> {
  const { size } = space;
  return {
    draw(random, outObservation) {
      for (let b = 0; b < random.lanes; b++) {
        if (visited.count === 0) drawAnywhere(space, random.lane(b), outObservation, b);
        else {
          const from = drawRow(visited, random.lane(b));
          for (let i = 0; i < size; i++) outObservation[b * size + i] = visited.observation[from * size + i]!;
        }
      }
    },
  };
}

/** The first row whose cumulative weight exceeds a uniform share of the total. */
function drawRow({ count, cumulativeWeight }: VisitedStates, random: Random): number {
  const level = random.uniform() * cumulativeWeight[count - 1]!;
  let [low, high] = [0, count - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulativeWeight[middle]! > level) high = middle;
    else low = middle + 1;
  }
  return low;
}

function drawAnywhere(space: Space, random: Random, outObservation: Lanes<Space>, lane: number): void {
  if (space.kind === "discrete") {
    outObservation[lane] = random.integer(space.count);
    return;
  }
  for (let i = 0; i < space.size; i++) {
    const [low, high] = [space.low[i]!, space.high[i]!];
    const isBounded = Number.isFinite(high - low);
    outObservation[lane * space.size + i] = isBounded ? low + random.uniform() * (high - low) : random.normal();
  }
}
