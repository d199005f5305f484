import { median, signTest } from "@worldwise/stats";
import type { Claim, Metric, Point } from "./experiment.ts";
import type { FinishedCell } from "./finished-cell.ts";
import { metricValue } from "./metric-value.ts";

/** A claim, and what came of it. */
export interface Verdict {
  readonly claim: Claim;
  /** Undefined when there was nothing to judge by. */
  readonly holds: boolean | undefined;
  /** The numbers behind it, in words. */
  readonly because: string;
}

/** What came of a claim, without the claim. */
type Judgement = Pick<Verdict, "holds" | "because">;
/** Values of one label, by everything but the label: the pairs of a comparison. */
type Values = ReadonlyMap<string, number>;
type ClaimOf<K extends Claim["kind"]> = Extract<Claim, { readonly kind: K }>;

/** What a metric made of one run: NaN where it made nothing. */
export interface MeasuredRun {
  /** Labels of every axis, `seed` among them. */
  readonly point: Point;
  readonly value: number;
}

/** Judges a claim by the cells of its study: {@link judgeRuns} of what the metric makes of them. */
export function judgeClaim(claim: Claim, metric: Metric, cells: readonly FinishedCell[]): Verdict {
  return judgeRuns(claim, metric, cells.map(({ cell, result }) => ({ point: cell.point, value: metricValue(metric, result) })));
}

/**
 * Judges a claim by the numbers of its metric.
 *
 * Runs that have no such number are left out of both sides of a pair, and `because` counts them: a method that fails often must
 * not look better for it.
 */
export function judgeRuns(claim: Claim, { better }: Pick<Metric, "better">, runs: readonly MeasuredRun[]): Verdict {
  const here = runs.filter(({ point }) => matches(point, claim.at ?? {}));
  const numbered = here.filter(({ value }) => !Number.isNaN(value));
  const valuesOf = (label: string): Values => {
    const along = numbered.filter(({ point }) => point[claim.axis] === label);
    return new Map(along.map(({ point, value }) => [pairKey(point, claim.axis), value]));
  };
  const labels = [...new Set(here.map(({ point }) => point[claim.axis] ?? ""))];
  const { holds, because } = judge(claim, { labels, valuesOf, sign: better === "higher" ? 1 : -1 });
  const compared = here.filter(({ point }) => labelsOf(claim, labels).includes(point[claim.axis] ?? ""));
  const leftOut = compared.filter(({ value }) => Number.isNaN(value)).length;
  return { claim, holds, because: leftOut > 0 ? `${because}; ${leftOut} of ${compared.length} runs have no number` : because };
}

interface Measured {
  /** Of the claim's axis. */
  readonly labels: readonly string[];
  valuesOf(label: string): Values;
  /** 1 where higher is better, else −1. */
  readonly sign: number;
}

function judge(claim: Claim, { labels, valuesOf, sign }: Measured): Judgement {
  switch (claim.kind) {
    case "better": return judgeBetter(claim, valuesOf(claim.better), valuesOf(claim.than), sign);
    case "ordered": return judgeOrdered(claim, claim.order.map(valuesOf), sign);
    case "equal": return judgeEqual(labels.map(valuesOf));
    case "share": return judgeShare(claim, [...valuesOf(claim.of).values()], sign);
  }
}

/** The labels that a claim speaks of. */
function labelsOf(claim: Claim, all: readonly string[]): readonly string[] {
  switch (claim.kind) {
    case "better": return [claim.better, claim.than];
    case "ordered": return claim.order;
    case "equal": return all;
    case "share": return [claim.of];
  }
}

const matches = (point: Point, at: Point): boolean => Object.entries(at).every(([axis, label]) => point[axis] === label);

const pairKey = (point: Point, axis: string): string =>
  JSON.stringify(Object.entries(point).filter(([name]) => name !== axis).sort());

function judgeBetter({ level }: ClaimOf<"better">, better: Values, than: Values, sign: number): Judgement {
  const differences = [...better].flatMap(([key, value]) => (than.has(key) ? [signOf(value, than.get(key)!) * sign] : []));
  if (differences.length === 0) return { holds: undefined, because: "no pairs to compare" };
  const { wins, losses, ties, pValue } = signTest(differences, "greater");
  const counts = `${wins} wins, ${losses} losses, ${ties} ties over ${differences.length} pairs`;
  return { holds: pValue <= level, because: `${counts}; sign test p = ${pValue.toPrecision(2)} (level ${level})` };
}

/** −1, 0 or 1; unlike a difference, also of two infinite values. */
const signOf = (value: number, other: number): number => Number(value > other) - Number(value < other);

function judgeOrdered({ order }: ClaimOf<"ordered">, samples: readonly Values[], sign: number): Judgement {
  if (samples.some(({ size }) => size === 0)) return { holds: undefined, because: "some have no runs" };
  const medians = samples.map((sample) => median([...sample.values()]));
  const holds = medians.every((value, index) => index === 0 || signOf(value, medians[index - 1]!) === sign);
  return { holds, because: `medians: ${order.map((label, index) => `${label} → ${show(medians[index]!)}`).join("; ")}` };
}

function judgeEqual(samples: readonly Values[]): Judgement {
  const keys = [...new Set(samples.flatMap((sample) => [...sample.keys()]))];
  const compared = keys.map((key) => samples.flatMap((sample) => sample.get(key) ?? [])).filter((values) => values.length > 1);
  if (compared.length === 0) return { holds: undefined, because: "nothing to compare" };
  const different = compared.filter(([first, ...rest]) => rest.some((value) => value !== first)).length;
  return { holds: different === 0, because: `${different} of ${compared.length} runs differ between ${samples.length} methods` };
}

function judgeShare({ bound, atLeast = 0, atMost = 1 }: ClaimOf<"share">, values: readonly number[], sign: number): Judgement {
  if (values.length === 0) return { holds: undefined, because: "no runs" };
  const reached = values.filter((value) => signOf(value, bound) !== -sign).length;
  const share = reached / values.length;
  return { holds: share >= atLeast && share <= atMost, because: `${reached} of ${values.length} runs` };
}

const show = (value: number): string => (Number.isInteger(value) ? String(value) : value.toPrecision(4));
