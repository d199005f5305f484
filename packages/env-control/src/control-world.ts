import type { Box, BoxDtype, Component, Dynamics, Lane, LaneDynamics, Lanes, Named, Scene, Space } from "@worldwise/protocol";
import { defineDynamics, laneCursor, mark } from "@worldwise/protocol";
import type { BatchTask } from "@worldwise/protocol";

/** A world of this package: a generative face that also says reward and termination as functions of batches. */
export interface ControlWorld<A extends Space, O extends Box = Box<"float32">>
  extends Dynamics<O, A, Box<"float64">>, Component<"dynamics", never, "dynamics"> {
  /** Reward and termination of batches of true states. */
  readonly task: BatchTask;
  /** The same of batches of observations, for models that predict what an agent sees. */
  readonly observedTask: BatchTask;
}

/** A control world as an author writes it: one lane, plain numbers. */
export interface ControlDefinition<O extends Space, A extends Space, S extends Space> extends LaneDynamics<S, A>, Named {
  readonly observation: O;
  readonly task: BatchTask;
  /** Of observations; by default `task`, which is right where they are laid out as states are. */
  readonly observedTask?: BatchTask;
  /** By default the state itself; rounded to the dtype of the observation on the way out. */
  observe?(state: Lane<S>, out: { observation: Lane<O> }): void;
  /** What a state looks like. */
  scene?(state: Lane<S>): Scene;
}

/** Lifts one lane to B lanes, observations too. Nothing is allocated per step. */
export function controlWorld<D extends BoxDtype, R extends readonly number[], A extends Space, S extends Box<"float64">>(
  definition: ControlDefinition<Box<D, R>, A, S>,
): ControlWorld<A, Box<D>>;
export function controlWorld(definition: ControlDefinition<Box, Space, Box<"float64">>): ControlWorld<Space, Box> {
  const { name, package: from, observation, action, state, discount, maxEpisodeSteps, task, observedTask = task } = definition;
  const { start, step } = defineDynamics(definition);
  const shown = definition.observe ? { observe: liftedObserve(definition, definition.observe) } : showState;
  return markWorld({ name, ...(from !== undefined && { package: from }) }, {
    observation, action, state, discount, ...(maxEpisodeSteps !== undefined && { maxEpisodeSteps }),
    task, observedTask, start, step, ...shown, ...(definition.scene && { scene: liftedScene(state, definition.scene) }),
  });
}

function liftedScene(
  space: Box<"float64">, scene: (state: Lane<Box<"float64">>) => Scene,
): NonNullable<Dynamics<Box, Space, Box<"float64">>["scene"]> {
  const cursor = laneCursor(space);
  return (state, lane) => scene(cursor.read(state, lane));
}

type Observe<O extends Space, S extends Space> = (state: Lane<S>, out: { observation: Lane<O> }) => void;

function liftedObserve(
  { observation, state: space }: { readonly observation: Box; readonly state: Box<"float64"> },
  observe: Observe<Box, Box<"float64">>,
): Dynamics<Box, Space, Box<"float64">>["observe"] {
  const [from, into] = [laneCursor(space), laneCursor(observation)];
  const out = { observation: into.value };
  return (state, outObservation) => {
    for (let b = 0; b * space.size < state.length; b++) {
      observe(from.read(state, b), out);
      into.write(out.observation, outObservation, b);
    }
  };
}

/** Faces of a world whose observation is the state, if rounded: then imagination can start from it. */
export const showState: Required<Pick<Dynamics<Box, Space, Box<"float64">>, "observe" | "encode">> = Object.freeze({
  observe(state: Float64Array, outObservation: Lanes<Box>) {
    const { length } = state; // read once: with that, a loop is faster than `set`
    for (let i = 0; i < length; i++) outObservation[i] = state[i]!;
  },
  encode: (observation: Lanes<Box>, outState: Float64Array) => outState.set(observation),
});

/** Marks the faces of a world that was written for batches in the first place. */
export function markWorld<A extends Space, O extends Box>(
  named: Named, faces: Omit<ControlWorld<A, O>, "~worldwise">,
): ControlWorld<A, O> {
  return mark("dynamics", { ...named, spaces: faces, needs: [], provides: ["dynamics"] }, faces);
}
