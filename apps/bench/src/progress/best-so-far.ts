import type { Cell, CellResult, Study } from "@worldwise/experiment";
import { metricValue } from "@worldwise/experiment";
import { labelsOf } from "./line-of-cell.ts";

/** Follows the first metric of a study while cells finish. */
export interface BestSoFar {
  finish(cell: Cell, result: CellResult): void;
  /** Which labels are best, and with what mean over seeds; undefined while there is no number. */
  words(): string | undefined;
}

interface Mean { total: number; count: number }

/** The line of cells whose mean over finished seeds is best; a look at a run that goes on, no result: those have intervals. */
export function bestSoFar(study: Study | undefined): BestSoFar {
  const [name, metric] = Object.entries(study?.metrics ?? {})[0] ?? [];
  const means = new Map<string, Mean>();
  const sign = metric?.better === "lower" ? -1 : 1;
  const worth = ({ total, count }: Mean): number => sign * total / count;
  return {
    finish(cell, result) {
      if (!metric || cell.study !== study?.name) return;
      const value = metricValue(metric, result);
      if (!Number.isFinite(value)) return;
      const mean = means.get(labelsOf(cell)) ?? { total: 0, count: 0 };
      means.set(labelsOf(cell), { total: mean.total + value, count: mean.count + 1 });
    },
    words() {
      let best: readonly [string, Mean] | undefined;
      for (const line of means) if (!best || worth(line[1]) > worth(best[1])) best = line;
      if (!best) return undefined;
      const [labels, { total, count }] = best;
      const place = labels === "" ? "" : `, ${labels}`;
      return `best ${name ?? ""} so far ${Number((total / count).toPrecision(4))}${metric?.unit === undefined ? "" : ` ${metric.unit}`}${place}`;
    },
  };
}
