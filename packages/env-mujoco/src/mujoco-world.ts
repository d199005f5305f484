import type { Box, Component, Element, Environment, Restorable, Scene, Step } from "@worldwise/protocol";
import { boxOfShape, checkElement, mark } from "@worldwise/protocol";
import { bodyScene } from "./body-scene.ts";
import type { ContactMargins } from "./contact-margins.ts";
import type { PhysicsEngine } from "./engine.ts";
import { checkBegun, checkOpen, checkRunning } from "./episode-errors.ts";
import type { MujocoTask } from "./mujoco-task.ts";
import { packageName } from "./package-name.ts";
import { shareSimulation } from "./shared-simulations.ts";
import { emptyState, stateInEngine, writeState } from "./state-in-engine.ts";
import { phases } from "./world-state.ts";

/** What must be known of the physics to repeat them elsewhere. Save it with data. */
export interface PhysicsFacts {
  /** Package and version. */
  readonly engine: string;
  /** Undefined where no geom has a margin, so that all conventions agree. */
  readonly contactMargins?: ContactMargins;
  /** Seconds of one step of the engine. */
  readonly timestep: number;
  /** Steps of the engine in a step of the environment. */
  readonly frameSkip: number;
}

/**
 * A world of this package: one lane that keeps its own state, for loops and, since it can be restored, for search.
 *
 * Snapshots begin with positions and velocities; where all the rest is 0, an episode begins there, as MuJoCo would begin it.
 * A step in which the physics blow up throws `unstable-physics`, and the episode is over.
 */
export interface MujocoWorld<Info>
  extends Environment<Box<"float64">, Box<"float32">, Info>, Restorable<Box<"float64">>, Component<"environment", never, never> {
  readonly maxEpisodeSteps: number;
  readonly physics: PhysicsFacts;
  /**
   * Gives its share of the engine back; the last of a model frees the memory. Any later call throws; closing again does
   * nothing.
   */
  close(): void;
  scene(): Scene;
}

/** The environment of a task in an engine. Begins with the stream of `seed`. */
export function mujocoWorld<Info>(task: MujocoTask<Info>, engine: PhysicsEngine, seed: number): MujocoWorld<Info> {
  const faces = facesOf(task, engine, seed);
  return mark("environment", { name: task.name, package: packageName, spaces: faces, needs: [], provides: [] }, faces);
}

type Faces<Info> = Omit<MujocoWorld<Info>, "~worldwise">;

function facesOf<Info>(task: MujocoTask<Info>, engine: PhysicsEngine, seed: number): Faces<Info> {
  const { name, action: actionSpace, discount, maxEpisodeSteps } = task;
  const { simulation, release } = shareSimulation(engine, task.model);
  const state = emptyState(task, simulation, seed);
  const { begin, beginHere, advance } = stateInEngine(task, simulation, state);
  const before = new Float64Array(task.trackedSize);
  let isOpen = true;

  function reset(options?: { readonly seed?: number }): ReturnType<Faces<Info>["reset"]> {
    checkOpen(name, isOpen);
    if (options?.seed !== undefined) state.seed(options.seed);
    const physics = begin();
    return { observation: state.observation.slice(), info: task.tellStart(physics) };
  }
  function step(action: Element<Box<"float32">>): Step<Box<"float64">, Info> {
    checkOpen(name, isOpen);
    checkRunning(name, state.phase());
    checkElement(actionSpace, action, "action");
    before.set(state.tracked);
    const physics = advance(action);
    const { tracked: after, observation } = state;
    const { reward, terminated, info } = task.judge({ before, after, action, observation, physics });
    state.moveTo(terminated ? phases.ended : phases.running, state.steps() + 1);
    return { observation: observation.slice(), reward, terminated, truncated: false, info };
  }
  function restore(from: Float64Array): void {
    checkOpen(name, isOpen);
    state.load(from);
    if (!state.isShown() && state.phase() !== phases.notBegun) beginHere();
  }
  function scene(): Scene {
    checkOpen(name, isOpen);
    checkBegun(name, state.phase(), "scene()");
    writeState(simulation, state);
    simulation.kinematics();
    return bodyScene(task.view, simulation.geoms, simulation.arrays());
  }
  function close(): void {
    if (isOpen) release();
    isOpen = false;
  }
  return {
    observation: boxOfShape("float64", [task.observationSize], -Infinity, Infinity), action: actionSpace,
    discount, maxEpisodeSteps,
    physics: factsOf(task, engine), reset, step, scene, close, restore,
    observe: () => state.observation.slice(), snapshotSize: state.snapshotSize, snapshot: state.save,
  };
}

const factsOf = ({ timestep, frameSkip, contactMargins }: MujocoTask<unknown>, engine: PhysicsEngine): PhysicsFacts =>
  Object.freeze({ engine: engine.name, timestep, frameSkip, ...(contactMargins && { contactMargins }) });
