import type { BootstrapInterval } from "@worldwise/stats";
import { mean } from "@worldwise/stats";
import { placeName } from "../report/facets.ts";
import { showNumber } from "../text-table.ts";
import type { FolderComparison } from "./compare-folders.ts";
import type { LineComparison } from "./compare-lines.ts";
import type { Margin } from "./margin.ts";

/** A table of one study and metric, as text: heads, then rows. */
export interface ComparisonTable {
  readonly title: string;
  readonly rows: readonly (readonly string[])[];
}

/** The comparison as tables of text, one for each study and metric. */
export function comparisonTables({ lines, overall, margin }: FolderComparison): readonly ComparisonTable[] {
  const groups = new Map<string, LineComparison[]>();
  for (const line of lines) {
    const key = JSON.stringify([line.study, line.metric]);
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return [...groups.values()].map((members) => {
    const { study, metric, better } = members[0]!; // groups are never empty
    const whole = overall.find((one) => one.study === study && one.metric === metric);
    const rows = members.map(lineRow);
    return {
      title: `${study}: ${metric} (${better} is better)`,
      rows: [heads(margin), ...rows, ...(whole ? [["all lines", "", "", "", "", shown(whole.improvement), "", "", ""]] : [])],
    };
  });
}

const heads = (margin: Margin): readonly string[] =>
  ["line", "pairs", "A", "B", "B − A", "P(B better)", "won/lost/tied", "p (Holm)", `P(worse${margin.size > 0 ? ` by ${marginInWords(margin)}` : ""})`];

/** "0.02", or "5 %" of A's mean. */
export const marginInWords = ({ size, isShare }: Margin): string => (isShare ? `${Number((100 * size).toPrecision(12))} %` : String(size));

function lineRow({ at, a, b, difference, improvement, wins, losses, ties, pValue, worse, lost, unfinished }: LineComparison): readonly string[] {
  const missing = [lost > 0 && `${lost} without number`, unfinished > 0 && `${unfinished} unfinished`].filter((part) => part !== false);
  const pairs = `${a.length}${missing.length > 0 ? ` (B: ${missing.join(", ")})` : ""}`;
  if (a.length === 0) return [lineName(at), pairs, "–", "–", "–", "–", "–", "–", "–"];
  return [
    lineName(at), pairs, showNumber(mean(a)), showNumber(mean(b)), shown(difference), shown(improvement), `${wins}/${losses}/${ties}`,
    showNumber(pValue), Number.isNaN(worse) ? "–" : worse.toFixed(3),
  ];
}

/** Labels of a line, or "all" where `seed` is the only axis. */
export const lineName = (at: LineComparison["at"]): string =>
  Object.entries(at).map(([axis, label]) => placeName(axis, label)).join(", ") || "all";

const shown = (interval: BootstrapInterval | undefined): string =>
  (interval ? `${showNumber(interval.estimate)} [${showNumber(interval.low)}, ${showNumber(interval.high)}]` : "–");
