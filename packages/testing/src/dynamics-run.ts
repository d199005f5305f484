import type { Dynamics, Lanes, RandomLanes, Space, StateTree, StepBuffers } from "@worldwise/protocol";
import { allocate, stepBuffers } from "@worldwise/protocol";
import { laneOf, laneView } from "./lane-view.ts";
import type { NamedStreams } from "./options.ts";
import { drawActions } from "./random-elements.ts";

/** A dynamics that runs under random actions; a lane that ends starts again. Its arrays are overwritten by each `advance`. */
export interface DynamicsRun {
  readonly state: Lanes<Space>;
  readonly action: Lanes<Space>;
  readonly observation: Lanes<Space>;
  readonly random: RandomLanes;
  readonly out: StepBuffers;
  /** Draws an action for each lane, legal where there is a rule. */
  choose(): void;
  /** One step from `state` under `action`, into `out`. */
  step(): void;
  /** Goes on from where the step led. */
  follow(): void;
}

/** Starts a run. Its two streams have the names `world` and `actions`. */
export function dynamicsRun(dynamics: Dynamics, world: RandomLanes, actions: RandomLanes): DynamicsRun {
  const { lanes } = world;
  const [state, action, observation] =
    [allocate(dynamics.state, lanes), allocate(dynamics.action, lanes), allocate(dynamics.observation, lanes)];
  const out = stepBuffers(dynamics.state, lanes);
  const rule = dynamics.legalActions && { legalActions: dynamics.legalActions, observation };
  dynamics.start(world, state);
  dynamics.observe(state, observation);
  return {
    state, action, observation, out, random: world,
    choose: () => drawActions(dynamics.action, actions, action, rule),
    step: () => dynamics.step(state, action, world, out),
    follow() {
      state.set(out.state);
      for (let b = 0; b < lanes; b++) {
        if (out.terminated[b] !== 0) dynamics.start(laneView(world, b), laneOf(state, dynamics.state.size, b));
      }
      dynamics.observe(state, observation);
    },
  };
}

/** Everything that a run shows in some steps, one list for each lane. */
export function recordLanes(dynamics: Dynamics, world: RandomLanes, actions: RandomLanes, steps: number): StateTree[] {
  const run = dynamicsRun(dynamics, world, actions);
  const lists: StateTree[][] = Array.from({ length: world.lanes }, () => []);
  for (let step = 0; step < steps; step++) {
    run.choose();
    run.step();
    lists.forEach((list, b) => list.push({
      observation: laneOf(run.observation, dynamics.observation.size, b).slice(),
      state: laneOf(run.state, dynamics.state.size, b).slice(),
      action: laneOf(run.action, dynamics.action.size, b).slice(), next: laneOf(run.out.state, dynamics.state.size, b).slice(),
      reward: run.out.reward[b]!, terminated: run.out.terminated[b]!,
    }));
    run.follow();
  }
  return lists;
}

/** A run with streams of its own, from their beginning. */
export const freshRun = (dynamics: Dynamics, streams: NamedStreams, lanes: number): DynamicsRun =>
  dynamicsRun(dynamics, streams("world", lanes), streams("actions", lanes));
