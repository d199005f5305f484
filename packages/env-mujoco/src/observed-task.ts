import type { BatchTask } from "@worldwise/protocol";
import type { MujocoWorld } from "./mujoco-world.ts";

/** Reward and termination of batches of observations, for models that predict what an agent sees. */
export interface WithObservedTask {
  readonly observedTask: BatchTask;
}

/** A world that also says them. */
export const withObservedTask = <Info>(world: MujocoWorld<Info>, observedTask: BatchTask): MujocoWorld<Info> & WithObservedTask =>
  Object.freeze({ ...world, observedTask });
