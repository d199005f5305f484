import type { GridLayout } from "./grid-layout.ts";
import { laneCursor } from "./lane.ts";
import type { Component, Named } from "./plugin.ts";
import { mark } from "./plugin.ts";
import type { Random, RandomLanes } from "./random.ts";
import type { Scene } from "./scene.ts";
import type { Allocator, Lane, Lanes, Problem, Space } from "./space.ts";
import { allocate, heap } from "./space.ts";

/** What one step of B lanes writes. */
export interface StepBuffers<S extends Space = Space> {
  /** `[B, S]` The true next state, also of lanes that end. Must not alias the input. */
  readonly state: Lanes<S>;
  /** `[B]` */
  readonly reward: Float64Array;
  /** `[B]` 0 | 1. The MDP ended; a time limit is not physics and never shows here. */
  readonly terminated: Uint8Array;
}

/** Which actions may be taken where. */
export interface LegalActions<O extends Space = Space> {
  /** Writes outMask `[B, M]`, 1 where the action is legal. */
  mask(observation: Lanes<O>, outMask: Uint8Array): void;
}

/**
 * The generative face: stateless, B lanes at a time (B = reward.length). True or learned.
 *
 * O: what an agent sees; S: all that the dynamics needs (latent, for some learned models).
 */
export interface Dynamics<O extends Space = Space, A extends Space = Space, S extends Space = Space> extends Problem<O, A> {
  readonly state: S;
  /** The customary time limit, for whoever wants to wrap one. Steps themselves never truncate. */
  readonly maxEpisodeSteps?: number;
  /** Draws start states, one for each lane of `random`. */
  start(random: RandomLanes, outState: Lanes<S>): void;
  step(state: Lanes<S>, action: Lanes<A>, random: RandomLanes, out: StepBuffers<S>): void;
  observe(state: Lanes<S>, outObservation: Lanes<O>): void;
  /** State from observation, where one observation is enough: imagination starts here. */
  encode?(observation: Lanes<O>, outState: Lanes<S>): void;
  /** Where some actions are illegal in some states. */
  readonly legalActions?: LegalActions<O>;
  /** Where finite states have a place in the plane. */
  readonly grid?: GridLayout;
  /** What lane `lane` of these states looks like. Pure; may allocate. */
  scene?(state: Lanes<S>, lane: number): Scene;
}

/** Buffers for one step of B lanes. */
export function stepBuffers<S extends Space>(space: S, lanes: number, allocator: Allocator = heap): StepBuffers<S> {
  return { state: allocate(space, lanes, allocator), reward: allocator("float64", lanes), terminated: allocator("uint8", lanes) };
}

/** One lane's destination. `state` is a tuple to write into, or a number to assign. */
export interface LaneStep<S extends Space> { state: Lane<S>; reward: number; terminated: boolean }

/** Dynamics as an author writes them: one lane, fully observed, plain numbers. */
export interface LaneDynamics<S extends Space, A extends Space> {
  readonly state: S;
  readonly action: A;
  readonly discount: number;
  readonly maxEpisodeSteps?: number;
  start(random: Random, out: { state: Lane<S> }): void;
  step(state: Lane<S>, action: Lane<A>, random: Random, out: LaneStep<S>): void;
  /** What a state looks like. Pure; may allocate. */
  scene?(state: Lane<S>): Scene;
}

/**
 * Lifts one lane to B lanes. Nothing is allocated per step.
 *
 * `out` is one record for all lanes: reward 0 and not terminated unless written, while `out.state` must be written by every step.
 */
export function defineDynamics<S extends Space, A extends Space>(
  definition: LaneDynamics<S, A> & Named,
): Dynamics<S, A, S> & Component<"dynamics", never, "dynamics"> {
  const { state: space, action: actionSpace, discount, maxEpisodeSteps } = definition;
  const [from, into, act] = [laneCursor(space), laneCursor(space), laneCursor(actionSpace)];
  const out: LaneStep<S> = { state: into.value, reward: 0, terminated: false };
  const lifted: Dynamics<S, A, S> = {
    observation: space, action: actionSpace, state: space, discount, ...(maxEpisodeSteps !== undefined && { maxEpisodeSteps }),
    start(random, outState) {
      for (let b = 0; b < random.lanes; b++) {
        definition.start(random.lane(b), out);
        into.write(out.state, outState, b);
      }
    },
    step(state, action, random, buffers) {
      for (let b = 0; b < buffers.reward.length; b++) {
        out.reward = 0;
        out.terminated = false;
        definition.step(from.read(state, b), act.read(action, b), random.lane(b), out);
        into.write(out.state, buffers.state, b);
        buffers.reward[b] = out.reward;
        buffers.terminated[b] = Number(out.terminated);
      }
    },
    observe: (state, outObservation) => outObservation.set(state),
    encode: (observation, outState) => outState.set(observation),
    ...(definition.scene && { scene: (state, lane) => definition.scene!(from.read(state, lane)) }),
  };
  const spaces = { observation: space, action: actionSpace };
  return mark("dynamics", { ...definition, spaces, needs: [], provides: ["dynamics"] }, lifted);
}
