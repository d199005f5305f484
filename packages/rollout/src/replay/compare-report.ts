import type { ComparedQuantity, Mismatch } from "./compare-tally.ts";
import type { TrajectoryComparison } from "./compare-trajectories.ts";

const ofTable: ReadonlySet<string> = new Set<ComparedQuantity>(["probability", "tableReward", "structure"]);

/** The comparison in a few lines, for a terminal: the verdict, the largest deviations, the first mismatch, what was left out. */
export function describeComparison(comparison: TrajectoryComparison): string {
  const {
    passed, id, mode, trajectoryCount, stepCount, tableCompared, largest, mismatchCount, firstMismatch, notCompared,
  } = comparison;
  const table = tableCompared ? ", and the whole transition table" : "";
  const deviations = Object.entries(largest).filter(([quantity]) => tableCompared || !ofTable.has(quantity));
  return [
    `${passed ? "✓" : "✗"} ${id}: ${trajectoryCount} trajectories, ${stepCount} steps (${mode})${table}`,
    ...deviations.map(([quantity, deviation]) => `  largest deviation, ${quantity.padEnd(12)} ${deviation}`),
    ...(firstMismatch ? [`  ${mismatchCount} mismatches; the first: ${describeMismatch(firstMismatch)}`] : []),
    ...notCompared.map((what) => `  not compared: ${what}`),
  ].join("\n");
}

const describeMismatch = ({ quantity, place, recorded, got }: Mismatch): string =>
  `${quantity} at ${place}, recorded ${recorded}, got ${got}`;
