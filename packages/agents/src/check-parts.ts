import { WorldwiseError } from "@worldwise/protocol";

/** Throws `bad-options` unless a number is whole and large enough. */
export function checkCount(name: string, count: number, least: number): void {
  if (Number.isInteger(count) && count >= least) return;
  throw new WorldwiseError("bad-options",
    { expected: `${name}: a whole number of at least ${least}`, got: String(count), todo: `correct ${name}` }, { name });
}

/** Throws `bad-options` unless a number lies in [0, 1]. */
export function checkProbability(name: string, value: number): void {
  if (value >= 0 && value <= 1) return;
  throw new WorldwiseError("bad-options", { expected: `${name} in [0, 1]`, got: String(value), todo: "pass a probability" }, { name });
}

interface Planning { readonly plan?: unknown; readonly "~worldwise": { readonly name: string } }

/** Throws unless a planner plans ahead. */
export function requirePlan({ plan, "~worldwise": { name } }: Planning): void {
  if (plan) return;
  throw new WorldwiseError("parts-do-not-fit", {
    expected: "a planner that plans ahead", got: `${name}, which learns from transitions`,
    todo: "use dyna, or a planner such as valueIteration",
  }, { planner: name });
}
