import type { Parameter, Parameters } from "@worldwise/protocol";
import { parametersIn } from "./parameter-tree.ts";

/** The best parameters of each member so far. */
export interface BestMembers {
  /** Keeps what is better than the best by enough. Gives whether any member is; the first offer is kept for all. */
  offer(loss: Float64Array): boolean;
  /** Puts the best back, and its losses into outLoss. */
  restore(outLoss: Float64Array): void;
}

/**
 * Follows members while they are trained: an improvement is
 *
 *   (best − loss) / |best| above `improvement`
 *
 * so that it also counts for losses below 0. What is not finite is never better.
 *
 * @param members - live
 */
export function newBest(members: readonly Parameters[], improvement: number): BestMembers {
  const lossOf = new Float64Array(members.length).fill(Infinity);
  const kept = members.map((member) => trainedIn(member).map(({ data }) => data.slice()));
  const keep = (e: number, loss: number): void => {
    lossOf[e] = loss;
    trainedIn(members[e]!).forEach(({ data }, i) => kept[e]![i]!.set(data));
  };
  return {
    offer: (loss) => members.map((_, e) => {
      const [before, now] = [lossOf[e]!, loss[e]!];
      const isBetter = Number.isFinite(now) && (before === Infinity || before - now > improvement * Math.abs(before));
      if (isBetter) keep(e, now);
      return isBetter;
    }).includes(true),
    restore(outLoss) {
      members.forEach((member, e) => trainedIn(member).forEach(({ data }, i) => data.set(kept[e]![i]!)));
      outLoss.set(lossOf);
    },
  };
}

const trainedIn = (tree: Parameters): readonly Parameter[] => parametersIn(tree).filter(({ fixed }) => fixed !== true);
