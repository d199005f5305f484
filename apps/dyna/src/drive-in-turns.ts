import type { Budget } from "@worldwise/experiment";
import type { Bounds, Driver } from "@worldwise/rollout";

/**
 * Drives until the budget is spent, a turn at a time: between two turns others may work (signals, a closed pipe, the screen).
 *
 * The numbers are those of one long run.
 *
 * @param turn - steps, episodes or both of one turn: whichever comes first
 * @param afterTurn - answers whether to go on
 * @returns steps taken
 */
export async function driveInTurns(
  loop: Driver, { episodes = Infinity, steps = Infinity }: Budget, turn: Bounds,
  afterTurn: (stepsTaken: number) => Promise<boolean>,
): Promise<number> {
  const { steps: turnSteps = Infinity, episodes: turnEpisodes = Infinity } = turn;
  let [takenSteps, takenEpisodes] = [0, 0];
  while (takenSteps < steps && takenEpisodes < episodes) {
    const taken = loop.run({
      steps: Math.min(turnSteps, steps - takenSteps), episodes: Math.min(turnEpisodes, episodes - takenEpisodes),
    });
    takenSteps += taken.steps;
    takenEpisodes += taken.episodes.length;
    if (!(await afterTurn(takenSteps))) break;
  }
  return takenSteps;
}

/** Lets everything else that waits have its turn. */
export const others = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
