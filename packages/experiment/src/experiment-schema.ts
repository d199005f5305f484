import { z } from "zod";
import type { CellSpec } from "./cell.ts";
import { chartSchema, claimSchema, metricSchema } from "./claim-schema.ts";
import type { AxisValue, Experiment } from "./experiment.ts";
import { studyIssues } from "./study-issues.ts";

const mostValues = 100_000;

const name = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "lower-case letters, digits and hyphens");
const count = z.number().int().min(1);
const spec = z.union(
  [z.string(), z.strictObject({ use: z.string(), with: z.record(z.string(), z.unknown()).exactOptional() })],
  "a component id, or { use: id, with: options }",
);
/** A count, or a placeholder for one. */
const placeholder = z.string().startsWith("$");
const plannedCount = z.union([count, placeholder], "a whole number of at least 1, or a placeholder such as $axis");
const temperature = z.number().gt(0);
const plannedTemperature = z.union([temperature, placeholder], "a number above 0, or a placeholder such as $axis");

function budgetOf<Count extends z.ZodType>(number: Count) {
  const optional = number.exactOptional();
  return z.strictObject({ episodes: optional, steps: optional, maxEpisodeSteps: optional });
}

function evaluationOf<Count extends z.ZodType>(number: Count) {
  return z.strictObject({ every: number, episodes: number, maxEpisodeSteps: number.exactOptional() });
}

const horizons = z.array(count).min(1).refine(
  (all) => all.every((each, index) => index === 0 || each > all[index - 1]!), "numbers of steps, each larger than the one before",
);

function measurementOf<Count extends z.ZodType, Several extends z.ZodType, Amount extends z.ZodType>(
  number: Count, several: Several, amount: Amount,
) {
  return z.strictObject({
    every: number.exactOptional(), episodes: number.exactOptional(),
    horizons: several.exactOptional(), temperature: amount.exactOptional(),
  });
}

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const labelled = z.strictObject({ label: z.string(), value: z.unknown() });
const plain = scalar.transform((value): AxisValue => ({ label: String(value), value }));
const axisValue = z.union([labelled, plain], "a value, or { label, value }");
const range = z.string().regex(/^\d+\s*\.\.\s*\d+$/)
  .refine((text) => sizeOf(text) >= 1 && sizeOf(text) <= mostValues).transform(rangeOf);
const axis = z.union([range, z.array(axisValue).min(1)], {
  error: ({ input }) => (typeof input === "string"
    ? `a range such as 1..20, upwards, of at most ${mostValues} numbers`
    : "a range such as 1..20, or a list of values, or of { label, value }"),
});
const axisName = z.string().regex(/^[A-Za-z][A-Za-z0-9]*$/, "letters and digits");

function boundsOf(text: string): readonly [from: number, to: number] {
  const [from = 0, to = 0] = text.split("..").map(Number);
  return [from, to];
}

function sizeOf(text: string): number {
  const [from, to] = boundsOf(text);
  return to - from + 1;
}

function rangeOf(text: string): AxisValue[] {
  const [from] = boundsOf(text);
  return Array.from({ length: sizeOf(text) }, (_, index) => ({ label: String(from + index), value: from + index }));
}

const study = z.strictObject({
  name, title: z.string(), about: z.string().exactOptional(),
  environment: spec, agent: spec,
  axes: z.record(axisName, axis),
  budget: budgetOf(plannedCount), evaluate: evaluationOf(plannedCount).exactOptional(),
  measure: measurementOf(plannedCount, z.union([horizons, placeholder]), plannedTemperature).exactOptional(),
  metrics: z.record(z.string(), metricSchema), claims: z.array(claimSchema).default([]), charts: z.array(chartSchema).default([]),
}).superRefine((value, context) => {
  for (const issue of studyIssues(value)) context.addIssue({ code: "custom", ...issue, path: [...issue.path] });
});

/** What an experiment file may say. */
export const experimentSchema: z.ZodType<Experiment> = z.strictObject({
  name, title: z.string(), about: z.string().exactOptional(), studies: z.array(study).min(1),
}).refine(({ studies }) => new Set(studies.map((each) => each.name)).size === studies.length, {
  path: ["studies"], error: "every name once",
});

/** What a cell may say, all placeholders replaced. */
export const cellSchema: z.ZodType<CellSpec> = z.strictObject({
  environment: spec, agent: spec, seed: z.number().int().min(0),
  budget: budgetOf(count)
    .refine(({ episodes, steps }) => episodes !== undefined || steps !== undefined, "give episodes or steps"),
  evaluate: evaluationOf(count).exactOptional(), measure: measurementOf(count, horizons, temperature).exactOptional(),
});
