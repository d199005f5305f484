import { pcg64 } from "@worldwise/math";
import type { Dynamics, Environment, NumberArray, Random, RandomLanes, Space } from "@worldwise/protocol";
import { allocate, checkElement, seedKey, stepBuffers, toElement, WorldwiseError } from "@worldwise/protocol";
import type { RecordedTrajectory } from "./compare-file.ts";

/** What a replay shows after the reset or a step. Overwritten by the next. */
export interface Played {
  readonly observation: ArrayLike<number>;
  /** None where the subject does not show it. */
  readonly state?: ArrayLike<number>;
  readonly reward: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
}

/**
 * How a subject is taken along a recorded trajectory.
 *
 * `restart`: each step from the recorded state. `uniforms`: freely, with the recorded random numbers. `seed`: freely, with the
 * recorded seed. `free`: freely from the recorded first state, without randomness.
 */
export type ReplayMode = "restart" | "uniforms" | "seed" | "free";

/** Takes a subject along one trajectory. */
export interface Player {
  begin(trajectory: RecordedTrajectory): Played;
  /** Takes recorded action k. */
  step(trajectory: RecordedTrajectory, k: number): Played;
}

/** Replays through the generative face. */
export function dynamicsPlayer<O extends Space, A extends Space, S extends Space>(
  dynamics: Dynamics<O, A, S>, mode: ReplayMode,
): Player {
  const [state, out] = [allocate(dynamics.state, 1), stepBuffers(dynamics.state, 1)];
  const [observation, action] = [allocate(dynamics.observation, 1), allocate(dynamics.action, 1)];
  let random = recordedUniforms([]);
  function show(reward: number, terminated: boolean): Played {
    dynamics.observe(state, observation);
    return { observation, state, reward, terminated, truncated: false };
  }
  return {
    begin(trajectory) {
      random = mode === "seed" ? pcg64.streams(seedKey(trajectory.seed!), 1) : recordedUniforms(trajectory.uniforms ?? []);
      if (mode === "restart") write(trajectory.initialState, state, "state");
      else if (mode === "free") writeBeginning(trajectory.initialState, state);
      else dynamics.start(random, state);
      return show(0, false);
    },
    step(trajectory, k) {
      if (mode === "restart") write(k === 0 ? trajectory.initialState : trajectory.states![k - 1]!, state, "state");
      writeAction(dynamics.action, trajectory.actions[k]!, action);
      dynamics.step(state, action, random, out);
      state.set(out.state);
      return show(out.reward[0]!, out.terminated[0] === 1);
    },
  };
}

/** Replays the recorded seeds through the Gym-like face. */
export function environmentPlayer<O extends Space, A extends Space>(environment: Environment<O, A>): Player {
  const numbers = (element: number | NumberArray): ArrayLike<number> => (typeof element === "number" ? [element] : element);
  return {
    begin({ seed }) {
      const { observation } = environment.reset({ seed: seed! });
      return { observation: numbers(observation), reward: 0, terminated: false, truncated: false };
    },
    step({ actions }, k) {
      const action = allocate(environment.action, 1);
      writeAction(environment.action, actions[k]!, action);
      const { observation, reward, terminated, truncated } = environment.step(toElement(environment.action, action));
      return { observation: numbers(observation), reward, terminated, truncated };
    },
  };
}

function write(row: readonly number[], out: NumberArray, what: string): void {
  checkSize(row.length, out.length, what);
  out.set(row);
}

/** Throws `other-world` unless a recorded row has as many numbers as the subject's. */
export function checkSize(recorded: number, own: number, what: string): void {
  if (recorded !== own) throw unlike(`a recorded ${what} of ${own} numbers, as the subject has`, `one of ${recorded}`);
}

/** Physics may hold more than was recorded: clocks and solver memory, which begin at 0. */
function writeBeginning(row: readonly number[], out: NumberArray): void {
  checkSize(row.length, Math.min(row.length, out.length), "state");
  out.fill(0);
  out.set(row);
}

function writeAction(space: Space, row: readonly number[], out: NumberArray): void {
  write(row, out, "action");
  // Boxes take whatever was recorded: actions outside their bounds are part of some recordings.
  if (space.kind === "discrete") checkElement(space, row[0]!, "the recorded action");
}

/** A stream that gives the recorded numbers. Its position is its state. */
function recordedUniforms(uniforms: readonly number[]): RandomLanes {
  const state = new Uint32Array(1);
  const refuse = (): never => {
    throw unlike("a subject that draws one uniform number on the reset and on each step", "one that draws otherwise");
  };
  const random: Random = {
    uniform: () => uniforms[state[0]!++] ?? refuse(), normal: refuse, integer: refuse,
  };
  return { algorithm: "recorded", lanes: 1, state, lane: () => random };
}

const unlike = (expected: string, got: string): WorldwiseError =>
  new WorldwiseError("other-world", { expected, got, todo: "compare with a file that was recorded from this world" });
