import { packageName } from "./package-name.ts";
import type { SwitchingWorld, SwitchingWorldOptions } from "./switching-world.ts";
import { switchingWorld } from "./switching-world.ts";
import type { TaskRoomOptions } from "./task-room.ts";
import { taskRoom } from "./task-room.ts";

/** Options of the room whose task changes. */
export interface ChangingTasksOptions extends Omit<TaskRoomOptions, "task">, Pick<SwitchingWorldOptions, "source" | "seed"> {
  /** Steps, counted over episodes, with each task, at least 1; by default 1000. */
  readonly every?: number;
}

/**
 * One room in which the task changes, and nothing else: the cleaner's first, then the artist's, and so on in turn.
 *
 * The room is that of `taskRoom`. What was learned of its dynamics stays true after each change, so whoever learned a whole
 * model only has to plan anew, and whoever learned just what mattered has to learn again. Resets and snapshots as in
 * `switchingWorld`.
 */
export function changingTasks({ every = 1000, source, seed, ...room }: ChangingTasksOptions = {}): SwitchingWorld {
  const tasks = [taskRoom({ ...room, task: "cleaner" }), taskRoom({ ...room, task: "artist" })] as const;
  return switchingWorld(
    tasks, { every, name: "changingTasks", package: packageName, ...(source && { source }), ...(seed !== undefined && { seed }) },
  );
}
