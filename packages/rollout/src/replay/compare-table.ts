import type { Mdp } from "@worldwise/protocol";
import type { RecordedOutcome, RecordedTable } from "./compare-file.ts";
import type { Tally } from "./compare-tally.ts";

/** Compares a whole MDP with a recorded table: order, next states and flags exactly, the rest within the tolerance. */
export function compareTable(mdp: Mdp, { outcomes, initialDistribution }: RecordedTable, tally: Tally, tolerance: number): void {
  if (!tally.compare("structure", outcomes.length, mdp.stateCount, 0, "number of states")) return;
  outcomes.forEach((actions, s) => {
    if (!tally.compare("structure", actions.length, mdp.actionCount, 0, `number of actions of state ${s}`)) return;
    actions.forEach((row, a) => compareRow(mdp, s * mdp.actionCount + a, row, tally, tolerance));
  });
  initialDistribution?.forEach((recorded, s) => {
    tally.compare("probability", recorded, mdp.initial[s]!, tolerance, `start distribution, state ${s}`);
  });
}

function compareRow(mdp: Mdp, row: number, recorded: readonly RecordedOutcome[], tally: Tally, tolerance: number): void {
  const { rowStart, rowEnd, actionCount } = mdp;
  const [start, where] = [rowStart[row]!, `state ${Math.floor(row / actionCount)}, action ${row % actionCount}`];
  if (!tally.compare("structure", recorded.length, rowEnd[row]! - start, 0, `number of outcomes of ${where}`)) return;
  recorded.forEach(([probability, nextState, reward, terminated], i) => {
    const [k, place] = [start + i, `${where}, outcome ${i}`];
    tally.compare("probability", probability, mdp.probability[k]!, tolerance, place);
    tally.compare("tableReward", reward, mdp.successorReward ? mdp.successorReward[k]! : mdp.reward[row]!, tolerance, place);
    tally.compare("structure", nextState, mdp.successor[k]!, 0, `next state of ${place}`);
    tally.compare("structure", Number(terminated), mdp.terminated[k]!, 0, `terminated of ${place}`);
  });
}
