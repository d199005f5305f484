import { median, signTest } from "@worldwise/stats";
import type { Claim, Metric, Point } from "./experiment.ts";
import { metricValue } from "./metric-value.ts";
import type { FinishedCell } from "./finished-cell.ts";

/** A claim, and what came of it. */
export interface Verdict {
  readonly claim: Claim;
  /** Undefined when there was nothing to judge by. */
  readonly holds: boolean | undefined;
  /** The numbers behind it, in words. */
  readonly because: string;
}

/** Values of one label, by everything but the label: the pairs of a comparison. */
type Values = ReadonlyMap<string, number>;

/** Judges a claim by the cells of its study. Cells that failed or have no such number are left out of both sides of a pair. */
export function judgeClaim(claim: Claim, metric: Metric, cells: readonly FinishedCell[]): Verdict {
  const here = cells.filter(({ cell }) => matches(cell.point, claim.at ?? {}));
  const valuesOf = (label: string): Values => new Map(here.filter(({ cell }) => cell.point[claim.axis] === label)
    .map(({ cell, result }) => [pairKey(cell.point, claim.axis), metricValue(metric, result)] as const).filter(([, value]) => !Number.isNaN(value)));
  const sign = metric.better === "higher" ? 1 : -1;
  switch (claim.kind) {
    case "better": return judgeBetter(claim, valuesOf, sign);
    case "ordered": return judgeOrdered(claim, valuesOf, sign);
    case "equal": return judgeEqual(claim, [...new Set(here.map(({ cell }) => cell.point[claim.axis] ?? ""))], valuesOf);
    case "share": return judgeShare(claim, valuesOf(claim.of), sign);
  }
}

const matches = (point: Point, at: Point): boolean => Object.entries(at).every(([axis, label]) => point[axis] === label);

const pairKey = (point: Point, axis: string): string =>
  Object.entries(point).filter(([name]) => name !== axis).map(([name, label]) => `${name}=${label}`).sort().join("|");

type Labelled = (label: string) => Values;
type ClaimOf<K extends Claim["kind"]> = Extract<Claim, { readonly kind: K }>;

function judgeBetter(claim: ClaimOf<"better">, valuesOf: Labelled, sign: number): Verdict {
  const [better, than] = [valuesOf(claim.better), valuesOf(claim.than)];
  const differences = [...better].flatMap(([key, value]) => (than.has(key) ? [sign * (value - than.get(key)!)] : []));
  if (differences.length === 0) return { claim, holds: undefined, because: "no pairs to compare" };
  const { wins, losses, ties, pValue } = signTest(differences, "greater");
  return {
    claim, holds: pValue <= claim.level,
    because: `${wins} wins, ${losses} losses, ${ties} ties over ${differences.length} pairs; sign test p = ${pValue.toPrecision(2)} (level ${claim.level})`,
  };
}

function judgeOrdered(claim: ClaimOf<"ordered">, valuesOf: Labelled, sign: number): Verdict {
  const samples = claim.order.map((label) => [...valuesOf(label).values()]);
  if (samples.some((sample) => sample.length === 0)) return { claim, holds: undefined, because: "some have no runs" };
  const medians = samples.map((sample) => median(sample));
  const holds = medians.every((value, index) => index === 0 || sign * (value - medians[index - 1]!) > 0);
  return { claim, holds, because: `medians ${claim.order.map((label, index) => `${label} ${show(medians[index]!)}`).join(", ")}` };
}

function judgeEqual(claim: ClaimOf<"equal">, labels: readonly string[], valuesOf: Labelled): Verdict {
  const [first, ...rest] = labels.map(valuesOf);
  if (!first || first.size === 0 || rest.length === 0) return { claim, holds: undefined, because: "nothing to compare" };
  const different = rest.flatMap((values) => [...first].filter(([key, value]) => values.has(key) && values.get(key) !== value));
  return { claim, holds: different.length === 0, because: `${first.size} seeds, ${labels.length} methods, ${different.length} pairs differ` };
}

function judgeShare({ bound, atLeast = 0, atMost = 1, ...claim }: ClaimOf<"share">, values: Values, sign: number): Verdict {
  const whole = { ...claim, bound, ...(atLeast > 0 && { atLeast }), ...(atMost < 1 && { atMost }) };
  if (values.size === 0) return { claim: whole, holds: undefined, because: "no runs" };
  const reached = [...values.values()].filter((value) => sign * (value - bound) >= 0).length;
  const share = reached / values.size;
  return { claim: whole, holds: share >= atLeast && share <= atMost, because: `${reached} of ${values.size} runs` };
}

const show = (value: number): string => (Number.isInteger(value) ? String(value) : value.toPrecision(4));
