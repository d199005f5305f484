import type { Cell } from "@worldwise/experiment";

/** How lost cells are submitted again. */
export interface RetryRules {
  /** Cells of each task. */
  readonly cellsPerTask: number;
  /** A cell that was lost so often is given up. */
  readonly attempts: number;
}

/** Cells of a task that ended without their results. */
export interface Loss {
  readonly missing: readonly Cell[];
  /** Ids of cells that had been started and had not ended: one of them may be why the task was lost. */
  readonly started: ReadonlySet<string>;
  /** Whether any cell of the task had ended. */
  readonly madeProgress: boolean;
  /** Whether the loss counts as an attempt; that of a task which had to make room for another does not. */
  readonly counts: boolean;
}

/** Which cells wait for a task, and how often each was lost. */
export interface Retries {
  /** Puts cells among those that wait. */
  add(cells: readonly Cell[]): void;
  /** Puts the missing cells back, except those that it returns: they were lost too often. */
  lose(loss: Loss): readonly Cell[];
  /** Cells that wait, as tasks. */
  waiting(): readonly (readonly Cell[])[];
  /** Takes the first tasks of those that wait. */
  take(taskCount: number): readonly (readonly Cell[])[];
  /** How often a cell was lost. */
  lostCount(id: string): number;
}

/**
 * Counts attempts so that one bad cell ends only itself.
 *
 * A lost task counts against the cells that were running; when it made no progress at all, against all of its cells. A cell that was
 * running when a task was lost gets a task of its own from then on.
 */
export function retries({ cellsPerTask, attempts }: RetryRules): Retries {
  const lost = new Map<string, number>();
  const suspects = new Set<string>();
  let cells: Cell[] = [];

  function waiting(): readonly (readonly Cell[])[] {
    const alone = cells.filter(({ id }) => suspects.has(id)).map((cell) => [cell]);
    return [...inGroups(cells.filter(({ id }) => !suspects.has(id)), cellsPerTask), ...alone];
  }
  return {
    add(more) { cells.push(...more); },
    lose({ missing, started, madeProgress, counts }) {
      const running = missing.filter(({ id }) => started.has(id));
      const blamed = running.length === 0 && !madeProgress ? missing : running;
      if (counts) {
        for (const { id } of running) suspects.add(id);
        for (const { id } of blamed) lost.set(id, (lost.get(id) ?? 0) + 1);
      }
      const isOver = ({ id }: Cell): boolean => (lost.get(id) ?? 0) >= attempts;
      cells.push(...missing.filter((cell) => !isOver(cell)));
      return missing.filter(isOver);
    },
    waiting,
    take(taskCount) {
      const taken = waiting().slice(0, taskCount);
      const ids = new Set(taken.flat().map(({ id }) => id));
      cells = cells.filter(({ id }) => !ids.has(id));
      return taken;
    },
    lostCount: (id) => lost.get(id) ?? 0,
  };
}

const inGroups = (cells: readonly Cell[], size: number): readonly (readonly Cell[])[] =>
  Array.from({ length: Math.ceil(cells.length / size) }, (_, group) => cells.slice(group * size, (group + 1) * size));
