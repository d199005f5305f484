import type { Box, BoxDtype, Component, Dynamics, Lane, LaneDynamics, Lanes, Named, Space } from "@worldwise/protocol";
import { defineDynamics, laneCursor, mark } from "@worldwise/protocol";
import type { BatchTask } from "./batch-task.ts";
import { packageName } from "./package-name.ts";

/** A world of this package: a generative face that also says reward and termination as functions of batches. */
export interface ControlWorld<A extends Space, O extends Box = Box<"float32">>
  extends Dynamics<O, A, Box<"float64">>, Component<"dynamics", never, "dynamics"> {
  /** Reward and termination of batches of true states. */
  readonly task: BatchTask;
  /** The same of batches of observations, for models that predict what an agent sees. */
  readonly observedTask: BatchTask;
}

/** Dynamics as an author writes them where the observation is not the state: one lane, plain numbers. */
export interface ObservedLaneDynamics<O extends Space, A extends Space, S extends Space> extends LaneDynamics<S, A>, Named {
  readonly observation: O;
  readonly task: BatchTask;
  /** By default `task`: right where observations are laid out as states are. */
  readonly observedTask?: BatchTask;
  /** Rounded to the dtype of the space on the way out. */
  observe(state: Lane<S>, out: { observation: Lane<O> }): void;
  /** Whether an observation, read as a state, is observed as itself: then imagination can start from it. */
  readonly observationIsState?: boolean;
}

/** Lifts one lane to B lanes, observations too. Nothing is allocated per step. */
export function controlWorld<D extends BoxDtype, R extends readonly number[], A extends Space, S extends Box<"float64">>(
  definition: ObservedLaneDynamics<Box<D, R>, A, S>,
): ControlWorld<A, Box<D>>;
export function controlWorld(definition: ObservedLaneDynamics<Box, Space, Box<"float64">>): ControlWorld<Space, Box> {
  const { observation, action, state: space, task, observedTask = task, discount, maxEpisodeSteps } = definition;
  const { start, step } = defineDynamics(definition);
  const [from, into] = [laneCursor(space), laneCursor(observation)];
  const out = { observation: into.value };
  const faces = {
    observation, action, state: space, discount, start, step, task, observedTask,
    ...(maxEpisodeSteps !== undefined && { maxEpisodeSteps }),
    observe(state: Float64Array, outObservation: Lanes<Box>) {
      for (let b = 0; b * space.size < state.length; b++) {
        definition.observe(from.read(state, b), out);
        into.write(out.observation, outObservation, b);
      }
    },
    ...(definition.observationIsState === true && {
      encode: (observed: Lanes<Box>, outState: Float64Array) => outState.set(observed),
    }),
  };
  return mark("dynamics", {
    ...definition, package: packageName, spaces: { observation, action }, needs: [], provides: ["dynamics"],
  }, faces);
}

/** Copies a lane: the observation is the state, rounded to float32. */
export function showState(state: readonly number[], out: { observation: number[] }): void {
  for (let i = 0; i < state.length; i++) out.observation[i] = state[i]!;
}
