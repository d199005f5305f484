import type { LegalActions } from "./dynamics.ts";
import type { GridLayout } from "./grid-layout.ts";
import type { Scene } from "./scene.ts";
import type { Allocator, Element, Lanes, Problem, Space } from "./space.ts";
import { allocate, heap } from "./space.ts";

/** What one step of an environment returns. Arrays in it belong to the caller. */
export interface Step<O extends Space = Space, Info = unknown> {
  readonly observation: Element<O>;
  readonly reward: number;
  /** The MDP ended: the next value is 0. Wins over `truncated`: never both. */
  readonly terminated: boolean;
  /** A time limit or an operator cut the episode: the next value is still V(observation). */
  readonly truncated: boolean;
  readonly info: Info;
}

/** The Gym-like face, one lane, synchronous. Never resets itself. `Info` is declared by the author; no agent reads it. */
export interface Environment<O extends Space = Space, A extends Space = Space, Info = unknown> extends Problem<O, A> {
  readonly maxEpisodeSteps?: number;
  /** Which actions may be taken where, where not all may. */
  readonly legalActions?: LegalActions<O>;
  /** Where finite states have a place in the plane. */
  readonly grid?: GridLayout;
  /** What the present state looks like. Pure; may allocate. Throws before the first `reset`. */
  scene?(): Scene;
  /** Starts an episode. Without a seed, the stream goes on. */
  reset(options?: { readonly seed?: number }): { readonly observation: Element<O>; readonly info: Info };
  /** Throws before `reset`, after the end of the episode, and on an action outside its space. */
  step(action: Element<A>): Step<O, Info>;
  /** Gives back processes, native memory, files. */
  close?(): void;
}

/** Capability: the whole simulator (physics, random stream, step counters) as doubles. Restore then replay is bit-identical. */
export interface Restorable<O extends Space = Space> {
  readonly snapshotSize: number;
  /** What a restored simulator shows. */
  observe(): Element<O>;
  snapshot(outState: Float64Array): void;
  restore(state: Float64Array): void;
}

/** The same capability for B lanes at once. */
export interface RestorableLanes<O extends Space = Space> {
  readonly snapshotSize: number;
  /** Writes what the lanes show now, `[B, O]`. */
  observe(outObservation: Lanes<O>): void;
  snapshot(outState: Float64Array): void;
  restore(state: Float64Array): void;
}

/** What a step of B lanes writes. */
export interface VectorStep<O extends Space = Space> {
  /** `[B, O]` The true next observation, also of lanes that ended. */
  readonly observation: Lanes<O>;
  /** `[B]` */
  readonly reward: Float64Array;
  /** `[B]` 0 | 1 */
  readonly terminated: Uint8Array;
  /** `[B]` 0 | 1 */
  readonly truncated: Uint8Array;
}

/** Buffers for one step of B lanes. */
export function vectorStep<O extends Space>(space: O, lanes: number, allocator: Allocator = heap): VectorStep<O> {
  return {
    observation: allocate(space, lanes, allocator), reward: allocator("float64", lanes),
    terminated: allocator("uint8", lanes), truncated: allocator("uint8", lanes),
  };
}

/**
 * B lanes at once; the face that loops drive.
 *
 * `Wait` is `undefined` for a simulator in this process and `Promise<undefined>` for one behind a pipe: only the outermost
 * loop ever sees the difference. (Not `void`: TypeScript lets a promise pass for void.)
 */
export interface VectorEnvironment<O extends Space = Space, A extends Space = Space, Wait extends undefined | Promise<undefined> = undefined>
  extends Problem<O, A> {
  readonly lanes: number;
  /** Starts a new episode in the lanes where mask is 1; leaves the others, and their observations, alone. */
  reset(mask: Uint8Array, outObservation: Lanes<O>): Wait;
  /** Throws when a lane has not begun or has ended. */
  step(action: Lanes<A>, out: VectorStep<O>): Wait;
  /** What the present state of a lane looks like. Pure; may allocate. Throws before its first `reset`. */
  scene?(lane: number): Scene;
  /** Gives back processes, native memory, files. */
  close?(): Wait;
}
