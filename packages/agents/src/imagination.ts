import type {
  Allocator, Dynamics, Lanes, RandomLanes, Space, StepBuffers, TransitionBatch,
} from "@worldwise/protocol";
import { allocate, stepBuffers, transitionBatch } from "@worldwise/protocol";

/** Fills the pairs that a model is asked about; returns how many. */
export type DrawPairs<O extends Space, A extends Space> =
  (random: RandomLanes, outObservation: Lanes<O>, outAction: Lanes<A>) => number;

/** Makes up one batch of transitions; undefined when search control has nothing worth imagining. */
export type Imagine<O extends Space, A extends Space> = (random: RandomLanes) => TransitionBatch<O, A> | undefined;

/**
 * One imagined step from where search control says, B lanes at a time.
 *
 *   x̃, ã ~ ν̃;   x̃', r̃ ~ P̂(·|x̃, ã), R̂(·|x̃, ã)
 *
 * The batch that is returned is overwritten by the next call. Dynamics without `encode` start from states that are observations.
 */
export function imagination<O extends Space, A extends Space>(
  dynamics: Dynamics<O, A>, draw: DrawPairs<O, A>, lanes: number, allocator?: Allocator,
): Imagine<O, A> {
  const batch = transitionBatch<O, A>(dynamics, lanes, allocator);
  batch.imagined = true;
  const from = allocate(dynamics.state, lanes, allocator);
  const out: StepBuffers = stepBuffers(dynamics.state, lanes, allocator);
  const encode = (observation: Lanes<O>): void => {
    if (dynamics.encode) dynamics.encode(observation, from);
    else from.set(observation);
  };
  return (random) => {
    batch.size = draw(random, batch.observation, batch.action);
    if (batch.size === 0) return undefined;
    encode(batch.observation);
    dynamics.step(from, batch.action, random, out);
    dynamics.observe(out.state, batch.nextObservation);
    for (let b = 0; b < batch.size; b++) {
      batch.reward[b] = out.reward[b]!;
      batch.discount[b] = out.terminated[b] === 1 ? 0 : dynamics.discount;
    }
    return batch;
  };
}
