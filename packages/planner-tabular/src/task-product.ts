import type { BellmanProblem, TabularPolicy } from "@worldwise/math";
import { bellmanProblem } from "@worldwise/math";
import type { Mdp } from "@worldwise/protocol";

/** outProduct ← P^π vector, `[N]`; what ends an episode leads nowhere. */
export type TransitionProduct = (policy: TabularPolicy, vector: Float64Array, outProduct: Float64Array) => void;

/** Sparse products with P^π of one MDP. */
export interface TransitionProducts {
  /** Reads an MDP, the first or a changed one. */
  read(mdp: Mdp): void;
  /** P^π vector. */
  readonly product: TransitionProduct;
}

/** Products with P^π by backups of an MDP without rewards and discount. Its tables are copied once more. */
export function transitionProducts(): TransitionProducts {
  let noReward = new Float64Array(0);
  let bellman: BellmanProblem | undefined;
  return {
    read(mdp) {
      if (noReward.length !== mdp.reward.length) noReward = new Float64Array(mdp.reward.length);
      const bare = { ...mdp, reward: noReward, discount: 1 };
      if (bellman === undefined) bellman = bellmanProblem(bare);
      else bellman.refresh(bare);
    },
    product: (policy, vector, outProduct) => void bellman?.evaluationSweep(policy, vector, outProduct),
  };
}
