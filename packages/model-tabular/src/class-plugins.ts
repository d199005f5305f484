import type { Component, Discrete, OptionField, Plugin, Problem } from "@worldwise/protocol";
import { definePlugin, integer, list, number, optionSchema } from "@worldwise/protocol";
import { aggregatedTable, contiguousGroups } from "./aggregated-table.ts";
import { exponentialFamily } from "./exponential-family.ts";
import { lowRank } from "./low-rank.ts";
import { requireOption } from "./require-option.ts";
import { simplexTable } from "./simplex-table.ts";
import { softmaxTable } from "./softmax-table.ts";

/** A plugin of a model class that is made for a finite problem. */
export type ClassPlugin<Options> = Plugin<"model-class", Options, Problem<Discrete, Discrete>, Component<"model-class">>;

interface Terminals {
  readonly terminalStates: readonly number[];
}
const terminalStates: OptionField<readonly number[]> = list(
  integer({ description: "a state", minimum: 0 }),
  { description: "States in which episodes end, where they are known; what transitions say is added.", default: [] },
);

/** `softmaxTable` by name. */
export const softmaxTablePlugin: ClassPlugin<Terminals & { readonly norm: number }> = definePlugin({
  role: "model-class", name: "softmaxTable", about: "A table of logits: any row can be learned, none speaks for another",
  options: optionSchema({
    norm: number({ description: "Largest Euclidean norm of logits and rewards together; 0: none.", default: 0, minimum: 0 }),
    terminalStates,
  }),
  create: ({ norm, ...options }: Terminals & { readonly norm: number }, problem: Problem<Discrete, Discrete>) =>
    softmaxTable(problem, norm > 0 ? { norm, ...options } : options),
});

/** `simplexTable` by name. */
export const simplexTablePlugin: ClassPlugin<Terminals & { readonly floor: number }> = definePlugin({
  role: "model-class", name: "simplexTable", about: "A table of probabilities, brought back to the simplex after each step",
  options: optionSchema({
    floor: number({ description: "Least probability of any next state, below 1/N.", default: 1e-6, minimum: 0 }), terminalStates,
  }),
  create: (options: Terminals & { readonly floor: number }, problem: Problem<Discrete, Discrete>) => simplexTable(problem, options),
});

/** `aggregatedTable` by name: groups of neighbors. */
export const aggregatedTablePlugin: ClassPlugin<Terminals & { readonly groupCount: number }> = definePlugin({
  role: "model-class", name: "aggregatedTable", about: "State aggregation: states of a group behave alike",
  options: optionSchema({
    groupCount: integer({ description: "Groups of neighboring states, as equal as can be.", default: 2, minimum: 1 }),
    terminalStates,
  }),
  create({ groupCount, ...options }: Terminals & { readonly groupCount: number }, problem: Problem<Discrete, Discrete>) {
    const { count } = problem.observation;
    requireOption(groupCount <= count, "groupCount", `at most ${count}, the number of states`, groupCount);
    return aggregatedTable(problem, { groups: contiguousGroups(count, groupCount), ...options });
  },
});

/** `lowRank` by name. */
export const lowRankPlugin: ClassPlugin<Terminals & { readonly rank: number }> = definePlugin({
  role: "model-class", name: "lowRank", about: "A transition matrix of limited rank for each action",
  options: optionSchema({
    rank: integer({ description: "Rank of the matrix of each action.", default: 3, minimum: 1 }), terminalStates,
  }),
  create: (options: Terminals & { readonly rank: number }, problem: Problem<Discrete, Discrete>) => lowRank(problem, options),
});

/** `exponentialFamily` by name. */
export const exponentialFamilyPlugin: ClassPlugin<Terminals & { readonly features: readonly number[] }> = definePlugin({
  role: "model-class", name: "exponentialFamily",
  about: "Next states by an exponential family of features, one parameter for each",
  options: optionSchema({
    features: list(number({ description: "ψ(x,a,y)" }), { description: "N·M·N·d numbers, row after row.", minItems: 1 }),
    terminalStates,
  }),
  create: (options: Terminals & { readonly features: readonly number[] }, problem: Problem<Discrete, Discrete>) =>
    exponentialFamily(problem, options),
});
