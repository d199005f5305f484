import type { Budget } from "@worldwise/experiment";
import type { Driver } from "@worldwise/rollout";

/**
 * Drives until the budget is spent, some steps at a time: between two turns others may work (signals, a closed pipe, the screen).
 *
 * The numbers are those of one long run.
 *
 * @param afterTurn - answers whether to go on
 * @returns steps taken
 */
export async function driveInTurns(
  loop: Driver, { episodes = Infinity, steps = Infinity }: Budget, stepsPerTurn: number, afterTurn: (stepsTaken: number) => Promise<boolean>,
): Promise<number> {
  let [takenSteps, takenEpisodes] = [0, 0];
  while (takenSteps < steps && takenEpisodes < episodes) {
    const turn = loop.run({ steps: Math.min(stepsPerTurn, steps - takenSteps), episodes: episodes - takenEpisodes });
    takenSteps += turn.steps;
    takenEpisodes += turn.episodes.length;
    if (!(await afterTurn(takenSteps))) break;
  }
  return takenSteps;
}

/** Lets everything else that waits have its turn. */
export const others = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
