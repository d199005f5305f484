import type { Dataset, Discrete, Outcome, Problem } from "@worldwise/protocol";
import { transitionBatch } from "@worldwise/protocol";

/** What a learner keeps of the data set's clock. */
export interface Seen {
  /** Transitions of the data set that were looked at: its `added` at the last update. */
  seen: number;
}

/** One transition of a finite problem, in plain numbers. Overwritten by the next. */
export interface TabularTransition {
  state: number;
  action: number;
  /** state · M + action */
  row: number;
  reward: number;
  next: number;
  /** 0 | 1 */
  terminated: number;
}

/** Shows a learner what its data set has added since it last looked. */
export interface TransitionReader {
  /**
   * Calls `learn` once for each new transition, oldest first, and moves `state.seen` up to the clock.
   *
   * Transitions that the data set dropped before they were seen are lost. One whose reward is not finite is passed over.
   * When `learn` throws, `seen` stays before the transition it was about.
   *
   * @returns "non-finite" when something was passed over
   */
  read<State extends Seen>(
    state: State, data: Dataset<Discrete, Discrete>, learn: (state: State, transition: TabularTransition) => void,
  ): Outcome | undefined;
}

/**
 * A reader for one finite problem.
 *
 * Termination is read from the column `discount`, which is 0 where the MDP ended. Where γ itself is 0 that column says
 * nothing, and the ends of episodes are taken for terminations; no value depends on it.
 */
export function transitionReader({ observation, action, discount }: Problem<Discrete, Discrete>): TransitionReader {
  const index = new Int32Array(1);
  const one = transitionBatch({ observation, action }, 1);
  const transition: TabularTransition = { state: 0, action: 0, row: 0, reward: 0, next: 0, terminated: 0 };

  function load(data: Dataset<Discrete, Discrete>, at: number): void {
    index[0] = at;
    data.gather(index, one);
    transition.state = one.observation[0]!;
    transition.action = one.action[0]!;
    transition.row = transition.state * action.count + transition.action;
    transition.reward = one.reward[0]!;
    transition.next = one.nextObservation[0]!;
    transition.terminated = Number(discount > 0 ? one.discount[0] === 0 : one.last[0] === 1);
  }

  return {
    read(state, data, learn) {
      let outcome: Outcome | undefined;
      for (state.seen = Math.max(state.seen, data.added - data.size); state.seen < data.added; state.seen++) {
        load(data, data.size - (data.added - state.seen));
        if (Number.isFinite(transition.reward)) learn(state, transition);
        else outcome = "non-finite";
      }
      return outcome;
    },
  };
}
