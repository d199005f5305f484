import type { OptionField } from "@worldwise/protocol";
import { choice, number } from "@worldwise/protocol";
import type { Selection } from "./selection.ts";
import { epsilonGreedy, softmax, uniform } from "./selection.ts";

/** How actions are chosen while learning. */
export interface SelectionOptions {
  /** `uniform` ignores what was learned, also when judged; the others are judged greedily. Default `epsilon-greedy`. */
  readonly policy?: "epsilon-greedy" | "softmax" | "uniform";
  /** Of epsilon-greedy: probability of a random action, in [0, 1]. Default 0.1, as in Sutton and Barto's mazes. */
  readonly explore?: number;
  /** Of softmax: above 0, in units of Q. Default 1. */
  readonly temperature?: number;
}

/** What an entry of a table is before its first update. */
export interface InitialValueOptions {
  /** Values above what can be earned make the planner try everything: optimism. Default 0. */
  readonly initialValue?: number;
}

type Fields<Options> = { readonly [Name in keyof Options]-?: OptionField<NonNullable<Options[Name]>> };

/** The fields of {@link SelectionOptions}. */
export const selectionFields: Fields<SelectionOptions> = {
  policy: choice(["epsilon-greedy", "softmax", "uniform"], { description: "how actions are chosen while learning", default: "epsilon-greedy" }),
  explore: number({ description: "probability of a random action (epsilon-greedy)", default: 0.1, minimum: 0, maximum: 1 }),
  temperature: number({ description: "temperature, in units of Q (softmax)", default: 1, exclusiveMinimum: 0 }),
};

/** The field of {@link InitialValueOptions}. */
export const initialValueFields: Fields<InitialValueOptions> = {
  initialValue: number({ description: "values before the first update; high values are optimism", default: 0 }),
};

/** α in (0, 1]. */
export const stepSizeField = (byDefault: number): OptionField<number> =>
  number({ description: "step size α of an update", default: byDefault, exclusiveMinimum: 0, maximum: 1 });

/** The rule that the options name. */
export function selectionOf({ policy, explore, temperature }: Required<SelectionOptions>, actionCount: number): Selection {
  if (policy === "uniform") return uniform(actionCount);
  return policy === "softmax" ? softmax(actionCount, temperature) : epsilonGreedy(actionCount, explore);
}
