import type { Dataset, Outcome, Space, Spaces, TransitionBatch } from "@worldwise/protocol";
import { transitionBatch } from "@worldwise/protocol";

/** What a learner keeps of the data set's clock. */
export interface Seen {
  /** The data set's `added` at the last update. */
  seen: number;
}

/** Whether the transition can be learned from; it is row 0 of the batch. */
export type Learn<State, O extends Space, A extends Space> = (state: State, one: TransitionBatch<O, A>) => boolean;

/** Shows a learner what its data set has added since it last looked, one transition at a time, oldest first. */
export type ReadNew<O extends Space, A extends Space> = <State extends Seen>(
  state: State, data: Dataset<O, A>, learn: Learn<State, O, A>,
) => Outcome | undefined;

/**
 * A reader of new transitions, for spaces.
 *
 * What the data set dropped before it was seen is lost. The reader returns "non-finite" where `learn` refused a transition, which
 * is then passed over.
 */
export function newTransitions<O extends Space, A extends Space>(spaces: Spaces<O, A>): ReadNew<O, A> {
  const index = new Int32Array(1);
  const one = transitionBatch(spaces, 1);
  return (state, data, learn) => {
    let outcome: Outcome | undefined;
    for (state.seen = Math.max(state.seen, data.added - data.size); state.seen < data.added; state.seen++) {
      index[0] = data.size - (data.added - state.seen);
      data.gather(index, one);
      if (!learn(state, one)) outcome = "non-finite";
    }
    return outcome;
  };
}

/**
 * Whether the MDP went on after a transition.
 *
 * Read from the column `discount`, which is 0 where it ended. Where γ itself is 0 that column says nothing, and the ends of
 * episodes are taken for terminations; no value depends on it.
 */
export const wentOn = (batch: TransitionBatch, discount: number): boolean =>
  discount > 0 ? batch.discount[0] !== 0 : batch.last[0] === 0;

/** Whether the first `count` numbers are finite. */
export function areFinite(array: ArrayLike<number>, count: number = array.length): boolean {
  for (let i = 0; i < count; i++) if (!Number.isFinite(array[i])) return false;
  return true;
}
