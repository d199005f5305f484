import type { ComparedQuantity } from "./compare-tally.ts";
import type { TrajectoryComparison } from "./compare-trajectories.ts";

const ofTable: ReadonlySet<string> = new Set<ComparedQuantity>(["probability", "tableReward", "structure"]);

/** The comparison in a few lines, for a terminal: the verdict, the largest deviations, the first mismatch, what was left out. */
export function describeComparison(comparison: TrajectoryComparison): string {
  const { passed, id, mode, trajectoryCount, stepCount, tableCompared, largest, mismatchCount, firstMismatch, notCompared } = comparison;
  const table = tableCompared ? ", and the whole transition table" : "";
  return [
    `${passed ? "✓" : "✗"} ${id}: ${trajectoryCount} trajectories, ${stepCount} steps (${mode})${table}`,
    ...Object.entries(largest).filter(([quantity]) => tableCompared || !ofTable.has(quantity)).map(([quantity, deviation]) => `  largest deviation, ${quantity.padEnd(12)} ${deviation}`),
    ...(firstMismatch
      ? [`  ${mismatchCount} mismatches; the first: ${firstMismatch.quantity} at ${firstMismatch.place}, recorded ${firstMismatch.recorded}, got ${firstMismatch.got}`]
      : []),
    ...notCompared.map((what) => `  not compared: ${what}`),
  ].join("\n");
}
