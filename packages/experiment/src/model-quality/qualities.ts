import type { QualityRecord } from "./quality-record.ts";

/** What some of the measures found. */
export type Qualities = Pick<QualityRecord, "measures" | "byHorizon">;

/** Nothing that could be had. */
export const noQualities: Qualities = { measures: {}, byHorizon: {} };
