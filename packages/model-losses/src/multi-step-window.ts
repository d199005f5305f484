import { reshape, slice } from "@worldwise/autodiff";
import type { DerivedColumn } from "@worldwise/learning";
import type { Dataset, Space, Spaces, Tensor } from "@worldwise/protocol";
import { transitionBatch } from "@worldwise/protocol";

declare module "@worldwise/protocol" {
  interface TransitionExtras {
    /** `[B, h (A + S + 1)]` What was done and what came in the h steps that begin with a transition. */
    "multiStep.window": Float64Array;
  }
}

/**
 * The column that {@link multiStep} brings along: of each transition, the h steps that begin with it. A step is its action `[A]`,
 * its next observation `[S]`, and 1; steps behind the end of the episode, or of the data, are 0 throughout.
 */
export type WindowColumn<O extends Space, A extends Space> = DerivedColumn<O, A, "multiStep.window">;

/** One step of B windows, inside a program. */
export interface WindowStep {
  /** `[B, A]`, or `[B]` where actions are counted. */
  readonly action: Tensor;
  /** `[B, S]`, or `[B]` where states are counted. */
  readonly next: Tensor;
  /** `[B]` Whether the episode got that far. */
  readonly isHeld: Tensor;
}

/** The column of windows of h steps. */
export function windowColumn<O extends Space, A extends Space>(spaces: Spaces<O, A>, steps: number): WindowColumn<O, A> {
  const [A, S] = [spaces.action.size, spaces.observation.size];
  const width = A + S + 1;
  const indices = new Int32Array(steps);
  const window = transitionBatch(spaces, steps);
  return {
    gives: "multiStep.window", size: steps * width, needs: [],
    compute(data, _decision, outColumn) {
      outColumn.fill(0);
      for (let row = 0; row < data.size; row++) {
        const count = writeFollowing(data, row, indices);
        data.gather(indices.subarray(0, count), window);
        for (let k = 0; k < count; k++) {
          const at = (row * steps + k) * width;
          for (let i = 0; i < A; i++) outColumn[at + i] = window.action[k * A + i]!;
          for (let i = 0; i < S; i++) outColumn[at + A + i] = window.nextObservation[k * S + i]!;
          outColumn[at + A + S] = 1;
        }
      }
    },
  };
}

/** Writes a transition and those that follow it in its episode, as many as there is room for. Gives how many there are. */
function writeFollowing({ follow }: Pick<Dataset, "follow">, first: number, outIndices: Int32Array): number {
  let count = 0;
  for (let index = first; index >= 0 && count < outIndices.length; index = follow(index)) outIndices[count++] = index;
  return count;
}

/** The h steps of B windows `[B, h (A + S + 1)]`, first step first. */
export function stepsOf(window: Tensor, { observation, action }: Spaces, steps: number): readonly WindowStep[] {
  const [A, S, B] = [action.size, observation.size, window.shape[0]!];
  const lanes = ({ kind }: Space, from: number, to: number): Tensor => {
    const columns = slice(window, 1, from, to);
    return kind === "discrete" ? reshape(columns, [B]) : columns;
  };
  return Array.from({ length: steps }, (_, k) => {
    const at = k * (A + S + 1);
    return {
      action: lanes(action, at, at + A), next: lanes(observation, at + A, at + A + S),
      isHeld: reshape(slice(window, 1, at + A + S, at + A + S + 1), [B]),
    };
  });
}
