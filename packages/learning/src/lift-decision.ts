import type { Parameters, StateDistribution, Tensor, Tensors, Traced } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";
import { isParameter, mapParameters } from "./parameter-tree.ts";

/** Words of a decision, by name. */
export type Words = Readonly<Record<string, unknown>>;

/** What a program must be given of the words, as shapes: the parameters of what is traced. */
export type WordShapes = Readonly<Record<string, unknown>>;

/** Shapes of the parameters of every traced word. */
export function shapesOfWords(words: Words): WordShapes {
  return Object.fromEntries(Object.entries(words).flatMap(([name, word]) =>
    (isTraced(word) ? [[name, mapParameters(word.parameters, shapeOf)]] : [])));
}

const shapeOf = ({ shape, data }: { readonly shape: readonly number[]; readonly data: unknown }): object =>
  ({ shape, ...(data instanceof Int32Array && { dtype: "int32" }) });

/**
 * The words inside a program: what is traced is bound to its parameters there, states are drawn anew, and the rest is what it is.
 *
 * @param tensors - of the parameters, in the structure of `shapesOfWords`
 * @param drawn - states of the state distribution
 */
export function liftWords(words: Words, tensors: Readonly<Record<string, unknown>>, drawn: Tensor | undefined): Words {
  return Object.fromEntries(Object.entries(words).map(([name, word]) => {
    if (isTraced(word)) return [name, word.bind(tensors[name] as Tensors<Parameters>)]; // of the structure of its parameters
    return [name, isStateDistribution(word) ? drawn : word];
  }));
}

/** Copies the present parameters of the traced words to where a program reads them. */
export function copyWords(words: Words, outInputs: Readonly<Record<string, unknown>>): void {
  for (const name in outInputs) {
    const word = words[name];
    if (isTraced(word)) copyLeaves(word.parameters, outInputs[name]);
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
 * Whether a program that was traced with some words can go on with others: the traced ones are the same, and of those that are
 * plain numbers (a table, the discount), which a trace turns into constants, no number has changed.
 */
export const sameWords = (traced: Words, present: Words): boolean =>
  Object.entries(traced).every(([name, word]) => word === present[name] || sameNumbers(word, present[name]));

/** What a trace has read of the words: copies of tables, so that a change is seen. */
export const rememberWords = (words: Words): Words =>
  Object.fromEntries(Object.entries(words).map(([name, word]) => [name, word instanceof Float64Array ? word.slice() : word]));

const sameNumbers = (a: unknown, b: unknown): boolean =>
  a instanceof Float64Array && b instanceof Float64Array && a.length === b.length && a.every((x, i) => Object.is(x, b[i]));

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

const isTraced = (word: unknown): word is Traced<unknown> =>
  typeof word === "object" && word !== null && "bind" in word && "parameters" in word;

const isStateDistribution = (word: unknown): word is StateDistribution =>
  typeof word === "object" && word !== null && "draw" in word && typeof word.draw === "function";
