import type { Discrete, Dynamics, Lanes, Policy, Random, RandomLanes, Space, StepBuffers } from "@worldwise/protocol";
import { allocate, stepBuffers } from "@worldwise/protocol";
import type { Trajectories } from "./trajectories.ts";
import { appendTransition } from "./trajectories.ts";

/** How many trajectories are imagined, and how far. */
export interface RolloutOptions {
  readonly rollouts: number;
  readonly horizon: number;
}

/** Appends imagined trajectories of a policy, from the start states of a model. */
export type CollectImagined<O extends Space> =
  (trajectories: Trajectories<O>, dynamics: Dynamics<O, Discrete>, policy: Policy<O, Discrete>, random: Random) => void;

interface RolloutBuffers<O extends Space> {
  readonly dynamics: Dynamics<O, Discrete>;
  readonly state: Lanes<Space>;
  readonly out: StepBuffers;
  readonly observation: Lanes<O>;
  readonly nextObservation: Lanes<O>;
  readonly action: Int32Array;
  readonly discount: Float64Array;
  readonly reward: Float64Array;
}

/**
 * A maker of trajectories, all lanes at a time: until they end, or as long as the horizon.
 *
 * Every lane draws from the one stream that is given, in the order in which the dynamics and the policy ask. Buffers are made
 * anew only for other dynamics than the last time.
 */
export function collectImagined<O extends Space>({ rollouts, horizon }: RolloutOptions): CollectImagined<O> {
  let buffers: RolloutBuffers<O> | undefined;
  const lastRow = new Int32Array(rollouts);
  const isOver = new Uint8Array(rollouts);
  return (trajectories, dynamics, policy, random) => {
    if (buffers?.dynamics !== dynamics) buffers = rolloutBuffers(dynamics, rollouts);
    const { state, out, observation, nextObservation, action } = buffers;
    const streams = sharedStream(random, rollouts);
    lastRow.fill(-1);
    isOver.fill(0);
    dynamics.start(streams, state);
    for (let time = 0; time < horizon && isOver.includes(0); time++) {
      dynamics.observe(state, observation);
      policy.act(observation, streams, action, "explore");
      dynamics.step(state, action, streams, out);
      dynamics.observe(out.state, nextObservation);
      keep(trajectories, buffers, time);
      state.set(out.state);
    }
  };

  /** Appends the lanes that go on. */
  function keep(trajectories: Trajectories<O>, from: RolloutBuffers<O>, time: number): void {
    for (let b = 0; b < rollouts; b++) {
      if (isOver[b] === 1) continue;
      isOver[b] = from.out.terminated[b]!;
      from.discount[b] = isOver[b] === 1 ? 0 : from.dynamics.discount;
      lastRow[b] = appendTransition(trajectories, from, b, { previous: lastRow[b]!, time });
    }
  }
}

function rolloutBuffers<O extends Space>(dynamics: Dynamics<O, Discrete>, lanes: number): RolloutBuffers<O> {
  const out = stepBuffers(dynamics.state, lanes);
  return {
    dynamics, out, reward: out.reward, state: allocate(dynamics.state, lanes),
    action: new Int32Array(lanes), discount: new Float64Array(lanes),
    observation: allocate(dynamics.observation, lanes), nextObservation: allocate(dynamics.observation, lanes),
  };
}

/** One stream as the stream of every lane: they take turns. */
const sharedStream = (random: Random, lanes: number): RandomLanes =>
  ({ algorithm: "shared", lanes, state: new Uint32Array(0), lane: () => random });
