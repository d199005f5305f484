import type { Mdp } from "@worldwise/protocol";

/** The MDP with every reward changed by a function of the reward; expected rewards are computed anew. */
export function withRewards(mdp: Mdp, change: (reward: number) => number): Mdp {
  const { rowStart, rowEnd, probability, successorReward } = mdp;
  if (!successorReward) return { ...mdp, reward: mdp.reward.map(change) };
  const changed = successorReward.map(change);
  const expected = mdp.reward.map((reward, row) => {
    const [start, end] = [rowStart[row]!, rowEnd[row]!];
    let total = 0;
    for (let k = start; k < end; k++) total += probability[k]! * changed[k]!;
    return end > start ? total : change(reward);
  });
  return { ...mdp, reward: expected, successorReward: changed };
}
