import type { CellComparison } from "./compare-runs.ts";
import type { Rerun } from "./rerun-folder.ts";

const mostCells = 20;

/** What a repetition showed, for people. */
export function rerunInWords({ codeChange, comparisons }: Rerun): readonly string[] {
  const count = (outcome: CellComparison["outcome"]): number => comparisons.filter((each) => each.outcome === outcome).length;
  const rest = comparisons.filter(({ outcome }) => outcome !== "equal");
  const more = rest.length > mostCells ? [`… and ${rest.length - mostCells} more`] : [];
  return [
    ...rest.slice(0, mostCells).flatMap(cellInWords), ...more,
    ...(codeChange === undefined ? ["The code is the same."] : [`The code is another one: ${codeChange}.`]),
    `${count("equal")} of ${comparisons.length} results are the same, ${count("different")} differ, ${count("not-comparable")} cannot be compared.`,
  ];
}

function cellInWords(comparison: CellComparison): readonly string[] {
  const { study, point } = comparison.cell;
  const place = `${study} ${Object.entries(point).map((pair) => pair.join(" ")).join(", ")}`;
  switch (comparison.outcome) {
    case "equal": return [];
    case "not-comparable": return [`${place}: ${comparison.because}`];
    case "different": return [
      `${place}: differs from line ${comparison.line} on`, `  was ${shortened(comparison.before)}`, `  is  ${shortened(comparison.now)}`,
    ];
  }
}

function shortened(line: string | undefined): string {
  if (line === undefined) return "(the end of the file)";
  return line.length > 160 ? `${line.slice(0, 160)}…` : line;
}
