import type { StudySummary } from "./summarize.ts";

/** A number as a person reads it. */
export function showNumber(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e6) return String(value);
  if (size < 0.1) return value.toPrecision(2);
  return value.toFixed(size >= 1000 ? 0 : size >= 10 ? 1 : 3);
}

/** A study as lines: one table over all metrics, then the claims. */
export function studyLines({ study, axes, metrics, verdicts }: StudySummary): readonly string[] {
  const head = [...axes, ...metrics.map(({ name }) => name)];
  const rows = (metrics[0]?.rows ?? []).map(({ labels }, index) => [
    ...labels, ...metrics.map(({ rows: all }) => interval(all[index]!)),
  ]);
  const table = alignColumns([head, ...rows]).map((line) => `  ${line}`);
  const claims = verdicts.map(({ claim, holds, because }) => `  ${sign(holds)} ${claim.says}  (${because})`);
  return ["", study.title, ...table, ...(claims.length > 0 ? ["", ...claims] : [])];
}

const sign = (holds: boolean | undefined): string => (holds === undefined ? "?" : holds ? "✓" : "✗");

const interval = ({ estimate, low, high }: { estimate: number; low: number; high: number }): string =>
  `${showNumber(estimate)} [${showNumber(low)}, ${showNumber(high)}]`;

/** Pads the cells of each column to one width. */
export function alignColumns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd());
}
