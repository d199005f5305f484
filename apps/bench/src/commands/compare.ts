import { resolve } from "node:path";
import { WorldwiseError } from "@worldwise/protocol";
import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import type { FolderComparison } from "../compare/compare-folders.ts";
import { compareFolders } from "../compare/compare-folders.ts";
import { comparisonLines } from "../compare/comparison-lines.ts";
import { comparisonMarkdown } from "../compare/comparison-markdown.ts";
import { comparisonRecord } from "../compare/comparison-record.ts";
import type { GateVerdict } from "../compare/gate.ts";
import { judgeGate } from "../compare/gate.ts";
import type { Margin } from "../compare/margin.ts";
import { exitCodes } from "../exit-codes.ts";

interface CompareFlags {
  readonly failIfRegression?: number;
  readonly metric?: readonly string[];
  readonly margin: Margin;
  readonly markdown?: boolean;
  readonly json?: boolean;
}

/** `compare`: two run folders, run by run. */
export function addCompareCommand(program: Command): void {
  program.command("compare").argument("<A>", "the run folder to compare with").argument("<B>", "the run folder that is judged")
    .description("compare the runs of two folders that share study, labels and seed")
    .option("--fail-if-regression <probability>", "exit code 1 where B is worse than A at least this probably", probability)
    .option("--metric <names...>", "metrics that the gate looks at (default: all)")
    .option("--margin <size>", "how much worse is still the same: a number, or a share of A's mean such as 5%", margin, { size: 0, isShare: false })
    .option("--markdown", "print Markdown, for a pull request")
    .option("--json", "print JSON")
    .action(compare);
}

function compare(pathA: string, pathB: string, flags: CompareFlags): void {
  const comparison = compareFolders(resolve(pathA), resolve(pathB), flags.margin);
  const named = { ...comparison, a: pathA, b: pathB };
  const gate = gateOf(named, flags);
  console.log(shownAs(named, gate, flags));
  if (gate && !gate.passes) process.exitCode = exitCodes.regression;
}

function shownAs(comparison: FolderComparison, gate: GateVerdict | undefined, { json = false, markdown = false }: CompareFlags): string {
  if (json) return JSON.stringify(comparisonRecord(comparison, gate));
  return markdown ? comparisonMarkdown(comparison, gate) : comparisonLines(comparison, gate).join("\n");
}

/** Metrics that nobody has are a slip, and would leave the gate open. */
function gateOf({ lines }: FolderComparison, { failIfRegression: threshold, metric: metrics }: CompareFlags): GateVerdict | undefined {
  const known = new Set(lines.map(({ metric }) => metric));
  const unknown = metrics?.find((metric) => !known.has(metric));
  if (unknown !== undefined) {
    throw new WorldwiseError("no-such-metric", {
      expected: "a metric that both folders have", got: unknown, todo: `choose among ${[...known].join(", ")}`,
    });
  }
  return threshold === undefined ? undefined : judgeGate(lines, { threshold, ...(metrics && { metrics }) });
}

function probability(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value > 0 && value < 1) return value;
  throw new InvalidArgumentError("expected a probability between 0 and 1, such as 0.95");
}

function margin(text: string): Margin {
  const [, digits, percent] = /^(\d+(?:\.\d+)?(?:e-?\d+)?)\s*(%?)$/i.exec(text.trim()) ?? [];
  if (digits === undefined) throw new InvalidArgumentError("expected a number of at least 0, or a share such as 5%");
  return percent === "%" ? { size: Number(digits) / 100, isShare: true } : { size: Number(digits), isShare: false };
}
