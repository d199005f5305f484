import type { OptionField } from "@worldwise/protocol";
import { choice, number } from "@worldwise/protocol";
import { stepSizeField } from "./planner-options.ts";

/** How far an update moves an entry of a table. */
export interface StepSizeOptions {
  /** α in (0, 1], of the constant schedule. Default 0.1. */
  readonly stepSize?: number;
  /** `constant`, or `visits`: α_n = n^−exponent at the n-th update of the entry. Default `constant`. */
  readonly schedule?: "constant" | "visits";
  /** Of the schedule `visits`, in (0, 1]; 1 takes means, and values converge for any above 1/2. Default 1. */
  readonly exponent?: number;
}

/** The fields of {@link StepSizeOptions}. */
export const stepSizeFields: { readonly [Name in keyof StepSizeOptions]-?: OptionField<NonNullable<StepSizeOptions[Name]>> } = {
  stepSize: stepSizeField(0.1),
  schedule: choice(["constant", "visits"], { description: "constant, or n^−exponent at the n-th update of an entry", default: "constant" }),
  exponent: number({ description: "exponent of the schedule visits", default: 1, exclusiveMinimum: 0, maximum: 1 }),
};

/** Moves entry i of a table towards a target, and counts. */
export type Step = (table: Float64Array, visits: Float64Array, i: number, target: number) => void;

/**
 * table[i] += α · (target − table[i]), α = stepSize, or n^−exponent where n = visits[i] counts this update.
 */
export function stepOf({ stepSize, schedule, exponent }: Required<StepSizeOptions>): Step {
  return (table, visits, i, target) => {
    visits[i]! += 1;
    const rate = schedule === "visits" ? visits[i]! ** -exponent : stepSize;
    table[i]! += rate * (target - table[i]!);
  };
}
