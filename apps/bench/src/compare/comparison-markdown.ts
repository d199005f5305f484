import type { FolderComparison } from "./compare-folders.ts";
import { howToRead, gateLines } from "./comparison-lines.ts";
import { comparisonTables } from "./comparison-rows.ts";
import type { GateVerdict } from "./gate.ts";

/** A comparison for a pull request. Names come from files: they are escaped, and mean themselves. */
export function comparisonMarkdown(comparison: FolderComparison, gate: GateVerdict | undefined): string {
  const { a, b, notes } = comparison;
  const tables = comparisonTables(comparison).map(({ title, rows }) => `#### ${escapeMarkdown(title)}\n\n${table(rows)}`);
  const parts = [
    "### Benchmarks: B against A", ...(gate ? [list(gateLines(gate))] : []), list([`A: ${a}`, `B: ${b}`, ...notes]), ...tables,
    tables.length > 0 ? escapeMarkdown(howToRead) : "Nothing can be compared.",
  ];
  return `${parts.join("\n\n")}\n`;
}

const list = (lines: readonly string[]): string => lines.map((line) => `- ${escapeMarkdown(line.trim())}`).join("\n");

function table(rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const [heads = [], ...rest] = rows;
  return [heads.map(escapeMarkdown), heads.map((_, column) => (column === 0 ? "---" : "--:")), ...rest.map((row) => row.map(escapeMarkdown))]
    .map(line).join("\n");
}

/** Every sign with a meaning gets a backslash or an entity; lines become spaces; names of people do not call them. */
export function escapeMarkdown(text: string): string {
  return text.replace(/\s+/g, " ")
    .replace(/[\\`*_{}[\]()#+!|~$-]/g, (sign) => `\\${sign}`)
    .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll("@", "&#64;").replaceAll(":", "&#58;");
}
