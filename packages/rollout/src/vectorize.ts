import { philox } from "@worldwise/math";
import type { Dynamics, Lanes, RandomLanes, RestorableLanes, Scene, Space, VectorEnvironment, VectorStep } from "@worldwise/protocol";
import { allocate, checkLanes, stepBuffers, WorldwiseError } from "@worldwise/protocol";
import { actionsCheck } from "./actions-check.ts";
import { checkLimit } from "./check-limit.ts";
import { checkMask } from "./check-mask.ts";
import { copyLane } from "./copy-lane.ts";
import { checkBegun, checkRunning, phases } from "./episode-phase.ts";
import { snapshotLayout } from "./snapshot-layout.ts";
import type { StreamOptions } from "./stream-options.ts";
import { keyOf } from "./stream-options.ts";

/** Seed or key, generator (`philox` by default) and time limit of B lanes. */
export type VectorizeOptions = StreamOptions & {
  /** Steps after which an episode is truncated; the dynamics' customary limit by default, Infinity for none. */
  readonly maxEpisodeSteps?: number;
};

/**
 * B lanes of dynamics as the face that loops drive, with a time limit.
 *
 * Lane b draws from stream b of streams(key, lanes), and only what a single lane would draw: a reset of some lanes does not
 * move the streams of the others. So lane b equals one lane that is driven alone from the same stream, bit for bit.
 * A time limit only marks `truncated`; where the MDP ends in the same step, `terminated` wins. The true next observation is written, and
 * nothing resets itself: a step throws when a lane has not begun or has ended, or its action is outside its space, names it,
 * and writes nothing. Nothing is allocated per step.
 *
 * A snapshot holds states, streams, steps in each episode and where in it each lane is.
 *
 * @param lanes - B, at least 1
 */
export function vectorize<O extends Space, A extends Space, S extends Space>(
  dynamics: Dynamics<O, A, S>, lanes: number, options: VectorizeOptions,
): VectorEnvironment<O, A> & RestorableLanes<O> {
  checkLaneCount(lanes);
  const { observation, action, discount } = dynamics;
  const limit = checkLimit(options.maxEpisodeSteps ?? dynamics.maxEpisodeSteps ?? Infinity);
  const { source = philox } = options;
  const random = source.streams(keyOf(options), lanes);
  const [state, next] = [allocate(dynamics.state, lanes), stepBuffers(dynamics.state, lanes)];
  const [elapsed, phase] = [new Float64Array(lanes), new Uint8Array(lanes)];
  const startLane = laneStarter(dynamics, random);
  const checkActions = actionsCheck(action);
  const layout = snapshotLayout([state, random.state, elapsed, phase]);

  function reset(mask: Uint8Array, outObservation: Lanes<O>): undefined {
    checkMask(mask, lanes);
    checkLanes(observation, outObservation, lanes, "outObservation");
    for (let b = 0; b < lanes; b++) {
      if (mask[b] === 0) continue;
      startLane(b, state, outObservation);
      elapsed[b] = 0;
      phase[b] = phases.running;
    }
  }
  function step(actions: Lanes<A>, out: VectorStep<O>): undefined {
    for (let b = 0; b < lanes; b++) if (phase[b] !== phases.running) checkRunning(phase[b]!, b);
    checkLanes(action, actions, lanes, "action");
    checkActions(actions);
    checkLanes(observation, out.observation, lanes, "observation");
    dynamics.step(state, actions, random, next);
    state.set(next.state);
    dynamics.observe(state, out.observation);
    out.reward.set(next.reward);
    out.terminated.set(next.terminated);
    finishLanes(next.terminated, out.truncated);
  }
  function finishLanes(terminated: Uint8Array, outTruncated: Uint8Array): void {
    for (let b = 0; b < lanes; b++) {
      const steps = elapsed[b]! + 1;
      const truncated = terminated[b] === 0 && steps >= limit;
      elapsed[b] = steps;
      outTruncated[b] = truncated ? 1 : 0;
      if (terminated[b] === 1 || truncated) phase[b] = phases.ended;
    }
  }
  return Object.freeze({
    observation, action, discount, lanes, reset, step,
    observe: (outObservation: Lanes<O>) => dynamics.observe(state, outObservation),
    ...(dynamics.scene && {
      scene(lane: number): Scene {
        checkBegun(phase[lane] ?? phases.notBegun, lane);
        return dynamics.scene!(state, lane); // it was there a line ago
      },
    }),
    snapshotSize: layout.size, snapshot: layout.save, restore: layout.load,
  });
}

/** Starts one lane from its own stream, and shows it; leaves the others alone. */
function laneStarter<O extends Space, A extends Space, S extends Space>(
  dynamics: Dynamics<O, A, S>, random: RandomLanes,
): (lane: number, outState: Lanes<S>, outObservation: Lanes<O>) => void {
  const streams = Array.from({ length: random.lanes }, (_, b) => oneLane(random, b));
  const [started, seen] = [allocate(dynamics.state, 1), allocate(dynamics.observation, 1)];
  return (lane, outState, outObservation) => {
    dynamics.start(streams[lane]!, started);
    dynamics.observe(started, seen);
    copyLane(started, 0, outState, lane, dynamics.state.size);
    copyLane(seen, 0, outObservation, lane, dynamics.observation.size);
  };
}

/** One lane of many streams as streams of its own: what draws from it moves that lane's words. */
function oneLane(random: RandomLanes, lane: number): RandomLanes {
  const words = random.state.length / random.lanes;
  return {
    algorithm: random.algorithm, lanes: 1, state: random.state.subarray(lane * words, (lane + 1) * words), lane: () => random.lane(lane),
  };
}

function checkLaneCount(lanes: number): void {
  if (Number.isInteger(lanes) && lanes >= 1) return;
  throw new WorldwiseError("bad-lanes", { expected: "at least one lane", got: String(lanes), todo: "pass a positive whole number" }, { lanes });
}
