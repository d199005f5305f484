import type { PhysicsArrays, Simulation } from "./engine.ts";
import { unstable } from "./episode-errors.ts";
import type { MujocoTask } from "./mujoco-task.ts";
import { areFinite } from "./numbers.ts";
import type { WorldState } from "./world-state.ts";
import { phases, worldState } from "./world-state.ts";

/** What the engine does with a state. Each answers the engine's arrays as they are then. */
export interface StateInEngine {
  /** Starts an episode at the default positions, with noise from the state's stream. */
  begin(): PhysicsArrays;
  /** Starts from the positions and velocities of the state. Leaves its phase and count of steps alone. */
  beginHere(): PhysicsArrays;
  /** Takes a step. Throws `unstable-physics`, and ends the episode, where the physics blow up. */
  advance(action: ArrayLike<number>): PhysicsArrays;
}

/** A state for a task's model that has not begun. */
export const emptyState = (
  { observationSize, trackedSize }: MujocoTask<unknown>, { defaultPosition, arrays }: Simulation, seed: number,
): WorldState => worldState({
  position: defaultPosition.length, velocity: arrays().velocity.length, observation: observationSize, tracked: trackedSize,
}, seed);

/** Puts a state into the engine, which others have used in the meantime. */
export function writeState(simulation: Simulation, { position, velocity, warmStart }: WorldState): PhysicsArrays {
  const physics = simulation.arrays();
  physics.position.set(position);
  physics.velocity.set(velocity);
  physics.warmStart.set(warmStart);
  return physics;
}

/** Carries a state through the engine. */
export function stateInEngine(task: MujocoTask<unknown>, simulation: Simulation, state: WorldState): StateInEngine {
  const { position, velocity, warmStart, observation, tracked } = state;

  function readState(): PhysicsArrays {
    const physics = simulation.arrays();
    position.set(physics.position);
    velocity.set(physics.velocity);
    warmStart.set(physics.warmStart);
    task.observe(physics, observation);
    task.track(physics, tracked);
    return physics;
  }
  function beginHere(): PhysicsArrays {
    simulation.clear();
    warmStart.fill(0);
    writeState(simulation, state);
    simulation.forward();
    const physics = readState();
    state.moveTo(state.phase(), state.steps());
    return physics;
  }
  function begin(): PhysicsArrays {
    position.set(simulation.defaultPosition);
    velocity.fill(0);
    task.start(state.random, position, velocity);
    state.moveTo(phases.running, 0);
    return beginHere();
  }
  function advance(action: ArrayLike<number>): PhysicsArrays {
    writeState(simulation, state).control.set(action);
    const isStable = simulation.advance(task.frameSkip);
    if (isStable && isStateFinite(simulation.arrays())) {
      if (task.needsContactForces) simulation.contactForces();
      return readState();
    }
    state.moveTo(phases.ended, state.steps() + 1);
    throw unstable(task.name, state.steps());
  }
  return { begin, beginHere, advance };
}

const isStateFinite = ({ position, velocity, warmStart }: PhysicsArrays): boolean =>
  areFinite(position) && areFinite(velocity) && areFinite(warmStart);
