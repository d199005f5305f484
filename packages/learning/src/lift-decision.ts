import type { Parameters, StateDistribution, Tensor, Tensors, Traced } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";
import { isParameter, mapParameters } from "./parameter-tree.ts";

/** Words of a decision, by name. What is traced has live parameters; a table of numbers is live itself. */
export type Words = Readonly<Record<string, unknown>>;

/** What a program must be given of the words, as shapes: the parameters of what is traced, and the tables. */
export type WordShapes = Readonly<Record<string, unknown>>;

/** Shapes of the parameters of every traced word, and of every table, `[length]`. */
export function shapesOfWords(words: Words): WordShapes {
  return Object.fromEntries(Object.entries(words).flatMap(([name, word]) => {
    if (isTraced(word)) return [[name, mapParameters(word.parameters, shapeOf)]];
    return isTable(word) ? [[name, { shape: [word.length] }]] : [];
  }));
}

const shapeOf = ({ shape, data }: { readonly shape: readonly number[]; readonly data: unknown }): object =>
  ({ shape, ...(data instanceof Int32Array && { dtype: "int32" }) });

/**
 * The words inside a program: what is traced is bound to its parameters there, tables are tensors, states are drawn anew, and
 * the rest is what it is.
 *
 * @param tensors - of the parameters and tables, in the structure of `shapesOfWords`
 * @param drawn - states of the state distribution
 */
export function liftWords(words: Words, tensors: Readonly<Record<string, unknown>>, drawn: Tensor | undefined): Words {
  return Object.fromEntries(Object.entries(words).map(([name, word]) => {
    if (isTraced(word)) return [name, word.bind(tensors[name] as Tensors<Parameters>)]; // of the structure of its parameters
    if (isTable(word)) return [name, tensors[name]];
    return [name, isStateDistribution(word) ? drawn : word];
  }));
}

/** Copies the present parameters of the traced words, and the present tables, to where a program reads them. */
export function copyWords(words: Words, outInputs: Readonly<Record<string, unknown>>): void {
  for (const name in outInputs) {
    const word = words[name];
    if (isTraced(word)) copyLeaves(word.parameters, outInputs[name]);
    else if (isTable(word)) (outInputs[name] as Float64Array).set(word); // of the length of the table
  }
}

function copyLeaves(from: Parameters, outTo: unknown): void {
  if (isParameter(from)) return (outTo as Float64Array).set(from.data); // the inputs have the structure of the parameters
  for (const name in from) copyLeaves(from[name]!, (outTo as Readonly<Record<string, unknown>>)[name]); // as above
}

/** Where states are drawn from, if a word says so. */
export const stateDistributionIn = (words: Words): StateDistribution | undefined =>
  Object.values(words).find(isStateDistribution);

/**
 * Whether a program that was traced with some words can go on with others: the traced ones are the same, tables are as long as
 * they were, and plain numbers (the discount), which a trace turns into constants, have not changed.
 */
export const sameWords = (traced: Words, present: Words): boolean =>
  Object.entries(traced).every(([name, word]) => word === present[name] || sameLength(word, present[name]));

const sameLength = (a: unknown, b: unknown): boolean => isTable(a) && isTable(b) && a.length === b.length;

/** The words that a learner listed, read once. Throws on one that the decision does not have. */
export function readWords(decision: object, names: readonly string[]): Words {
  const told = decision as Words; // read by name
  return Object.fromEntries(names.map((name) => {
    if (told[name] !== undefined) return [name, told[name]];
    throw new WorldwiseError("parts-do-not-fit", {
      expected: `${name} in the decision`, got: Object.keys(told).join(", ") || "nothing",
      todo: "compose with a planner that provides it",
    }, { name });
  }));
}

const isTable = (word: unknown): word is Float64Array => word instanceof Float64Array;

const isTraced = (word: unknown): word is Traced<unknown> =>
  typeof word === "object" && word !== null && "bind" in word && "parameters" in word;

const isStateDistribution = (word: unknown): word is StateDistribution =>
  typeof word === "object" && word !== null && "draw" in word && typeof word.draw === "function";
