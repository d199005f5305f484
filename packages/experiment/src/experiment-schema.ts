import { z } from "zod";
import type { AxisValue } from "./experiment.ts";

const name = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "lower-case letters, digits and hyphens");
const count = z.number().int().min(1);
const spec = z.union([z.string(), z.strictObject({ use: z.string(), with: z.record(z.string(), z.unknown()).optional() })]);
/** A number, or a placeholder for one. */
const planned = <T extends z.ZodType>(value: T): z.ZodUnion<[T, z.ZodString]> => z.union([value, z.string().startsWith("$")]);

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const labelled = z.strictObject({ label: z.string(), value: z.unknown() });
const axis = z.union([
  z.string().regex(/^\d+\s*\.\.\s*\d+$/, "a range such as 1..20").transform(rangeOf),
  z.array(z.union([labelled, scalar.transform((value): AxisValue => ({ label: String(value), value }))])).min(1),
]);

function rangeOf(text: string): AxisValue[] {
  const [from = 0, to = 0] = text.split("..").map(Number);
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => ({ label: String(from + index), value: from + index }));
}

const budgetFields = { episodes: count, steps: count, maxEpisodeSteps: count };
const evaluationFields = { every: count, episodes: count };

const reduction = z.enum(["sum", "mean", "median", "min", "max", "first", "last"]);
const range = { fromEpisode: count.optional(), toEpisode: count.optional(), fromStep: z.number().int().min(0).optional() };
const direction = { better: z.enum(["lower", "higher"]), unit: z.string().optional() };
const metric = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("episodes-until"), atMost: z.number(), returnAtLeast: z.number().optional(), consecutive: count, ...direction }),
  z.strictObject({ kind: z.literal("episode-length"), reduce: reduction, ...range, ...direction }),
  z.strictObject({ kind: z.literal("episode-return"), reduce: reduction, ...range, ...direction }),
  z.strictObject({ kind: z.literal("evaluation-return"), reduce: reduction, ...direction }),
  z.strictObject({ kind: z.literal("exact-return"), ...direction }),
  z.strictObject({ kind: z.literal("agent"), name: z.string(), ...direction }),
]);

const claimFields = { says: z.string(), metric: z.string(), at: z.record(z.string(), z.string()).optional() };
const share = z.number().min(0).max(1).optional();
const claim = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("better"), ...claimFields, axis: z.string(), better: z.string(), than: z.string(), level: z.number().gt(0).lt(1) }),
  z.strictObject({ kind: z.literal("ordered"), ...claimFields, axis: z.string(), order: z.array(z.string()).min(2) }),
  z.strictObject({ kind: z.literal("equal"), ...claimFields, axis: z.string() }),
  z.strictObject({ kind: z.literal("share"), ...claimFields, axis: z.string(), of: z.string(), bound: z.number(), atLeast: share, atMost: share }),
]);

const lines = { lines: z.string() };
const chart = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("learning-curve"), of: z.enum(["length", "return", "evaluation"]), ...lines,
    toEpisode: count.optional(), scale: z.enum(["linear", "log"]).optional(),
  }),
  z.strictObject({ kind: z.literal("metric"), metric: z.string(), ...lines }),
  z.strictObject({ kind: z.literal("value-map"), ...lines }),
]);

const study = z.strictObject({
  name, title: z.string(), about: z.string().optional(),
  environment: spec, agent: spec,
  axes: z.record(z.string().regex(/^[A-Za-z][A-Za-z0-9]*$/, "letters and digits"), axis).refine((axes) => "seed" in axes, "there is always an axis `seed`"),
  budget: z.strictObject({ episodes: planned(count).optional(), steps: planned(count).optional(), maxEpisodeSteps: planned(count).optional() }),
  evaluate: z.strictObject({ every: planned(count), episodes: planned(count), maxEpisodeSteps: planned(count).optional() }).optional(),
  metrics: z.record(z.string(), metric), claims: z.array(claim).default([]), charts: z.array(chart).default([]),
}).superRefine((value, context) => {
  const complain = (message: string): void => { context.addIssue({ code: "custom", message }); };
  const axes = new Map(Object.entries(value.axes).map(([axisName, values]) => [axisName, values.map(({ label }) => label)]));
  for (const [axisName, labels] of axes) if (new Set(labels).size < labels.length) complain(`axis ${axisName}: every label once`);
  for (const { metric: wanted, axis: along, at = {}, ...rest } of value.claims) {
    if (!(wanted in value.metrics)) complain(`claim on "${wanted}": there are the metrics ${Object.keys(value.metrics).join(", ")}`);
    const named = "order" in rest ? rest.order : "better" in rest ? [rest.better, rest.than] : "of" in rest ? [rest.of] : [];
    for (const [axisName, label] of [...Object.entries(at), ...named.map((label) => [along, label] as const)]) {
      if (!axes.get(axisName)?.includes(label)) complain(`claim on "${wanted}": axis ${axisName} has no label "${label}"`);
    }
  }
  for (const { lines: along } of value.charts) if (!axes.has(along)) complain(`chart: there is no axis ${along}`);
});

/** What an experiment file may say. */
export const experimentSchema: z.ZodType = z.strictObject({ name, title: z.string(), about: z.string().optional(), studies: z.array(study).min(1) });

/** What a cell may say, all placeholders replaced. */
export const cellSchema: z.ZodType = z.strictObject({
  environment: spec, agent: spec, seed: z.number().int().min(0),
  budget: z.strictObject(budgetFields).partial().refine(({ episodes, steps }) => episodes !== undefined || steps !== undefined, "give episodes or steps"),
  evaluate: z.strictObject(evaluationFields).extend({ maxEpisodeSteps: count.optional() }).optional(),
});
