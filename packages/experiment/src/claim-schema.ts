import { z } from "zod";
import type { Chart, Claim, Metric } from "./experiment.ts";
import { horizonQualities, plainQualities } from "./model-quality/quality-record.ts";

const count = z.number().int().min(1);
const oneOf = (...kinds: readonly string[]): string => `a kind: one of ${kinds.join(", ")}`;

const reduction = z.enum(["sum", "mean", "median", "min", "max", "first", "last"]);
const range = {
  fromEpisode: count.exactOptional(), toEpisode: count.exactOptional(), fromStep: z.number().int().min(0).exactOptional(),
};
const direction = { better: z.enum(["lower", "higher"]), unit: z.string().exactOptional() };

const quality = z.discriminatedUnion("name", [
  z.strictObject({ kind: z.literal("model-quality"), name: z.enum(plainQualities), reduce: reduction.exactOptional(), ...direction }),
  z.strictObject({
    kind: z.literal("model-quality"), name: z.enum(horizonQualities), horizon: count, reduce: reduction.exactOptional(), ...direction,
  }),
], `a name: one of ${[...plainQualities, ...horizonQualities].join(", ")}`);

/** What a metric may say. */
export const metricSchema: z.ZodType<Metric> = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("episodes-until"), atMost: z.number(), returnAtLeast: z.number().exactOptional(), consecutive: count, ...direction,
  }),
  z.strictObject({ kind: z.literal("episode-length"), reduce: reduction, ...range, ...direction }),
  z.strictObject({ kind: z.literal("episode-return"), reduce: reduction, ...range, ...direction }),
  z.strictObject({ kind: z.literal("evaluation-return"), reduce: reduction, ...direction }),
  z.strictObject({ kind: z.literal("exact-return"), ...direction }),
  z.strictObject({
    kind: z.literal("model-error"), of: z.enum(["probability", "planned-value", "optimal-value", "variance"]), ...direction,
  }),
  quality,
  z.strictObject({
    kind: z.literal("policy-loss"),
    of: z.enum(["loss", "two-terms", "value-aware", "norms", "reward-scale", "likelihood", "slack"]), ...direction,
  }),
  z.strictObject({
    kind: z.literal("value-error"), of: z.enum(["mean", "root-mean-square", "largest", "relative"]), ...direction,
  }),
  z.strictObject({ kind: z.literal("regret"), ...range, ...direction }),
  z.strictObject({ kind: z.literal("regret-growth"), fromEpisode: count.exactOptional(), ...direction }),
  z.strictObject({ kind: z.literal("agent"), name: z.string(), ...direction }),
], oneOf(
  "episodes-until", "episode-length", "episode-return", "evaluation-return", "exact-return", "model-error", "policy-loss",
  "value-error", "regret", "regret-growth", "model-quality", "agent",
));

const claimFields = {
  says: z.string(), metric: z.string(), at: z.record(z.string(), z.string()).exactOptional(), axis: z.string(),
};
const share = z.number().min(0).max(1).exactOptional();

/** What a claim may say. */
export const claimSchema: z.ZodType<Claim> = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("better"), ...claimFields, better: z.string(), than: z.string(), level: z.number().gt(0).lt(1),
  }),
  z.strictObject({ kind: z.literal("ordered"), ...claimFields, order: z.array(z.string()).min(2) }),
  z.strictObject({ kind: z.literal("equal"), ...claimFields }),
  z.strictObject({ kind: z.literal("share"), ...claimFields, of: z.string(), bound: z.number(), atLeast: share, atMost: share })
    .refine(({ atLeast, atMost }) => atLeast !== undefined || atMost !== undefined, "give atLeast or atMost"),
], oneOf("better", "ordered", "equal", "share"));

const lines = { lines: z.string() };

/** What a chart may say. */
export const chartSchema: z.ZodType<Chart> = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("learning-curve"), of: z.enum(["length", "return", "evaluation"]), ...lines,
    toEpisode: count.exactOptional(), scale: z.enum(["linear", "log"]).exactOptional(),
  }),
  z.strictObject({ kind: z.literal("metric"), metric: z.string(), ...lines }),
  z.strictObject({ kind: z.literal("value-map"), ...lines }),
], oneOf("learning-curve", "metric", "value-map"));
