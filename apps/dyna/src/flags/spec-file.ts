import { readFileSync } from "node:fs";
import type { ComponentSpec } from "@worldwise/experiment";
import { parseExperiment, readSpec } from "@worldwise/experiment";
import { WorldwiseError } from "@worldwise/protocol";
import { nearestNames } from "../nearest-names.ts";

/** A run as a file: what an experiment says of one cell. Everything may be left to flags. */
export interface SpecFile {
  readonly environment?: ComponentSpec;
  readonly agent?: ComponentSpec;
  readonly seed?: unknown;
  readonly budget?: Readonly<Record<string, unknown>>;
}

type Fields = Readonly<Record<string, unknown>>;

const keys = ["environment", "agent", "seed", "budget"];

/** Reads a YAML or JSON file. Throws on syntax errors with their line, and on keys that no run has. */
export function readSpecFile(path: string): SpecFile {
  const fields = readFields(readText(path), path);
  for (const key of Object.keys(fields)) if (!keys.includes(key)) throw strangeKey(key, path);
  const { environment, agent, seed, budget } = fields;
  return {
    ...(environment !== undefined && { environment: componentSpec(environment) }),
    ...(agent !== undefined && { agent: componentSpec(agent) }),
    ...(seed !== undefined && { seed }),
    ...(budget !== undefined && { budget: budget as Fields }), // `readCellSpec` checks it, merged with the flags
  };
}

function componentSpec(spec: unknown): ComponentSpec {
  const { id, options } = readSpec(spec);
  return { use: id, with: options };
}

function strangeKey(key: string, path: string): WorldwiseError {
  const near = nearestNames(key, keys);
  return new WorldwiseError("bad-file", {
    expected: `${path}: the keys ${keys.join(", ")}`, got: key,
    todo: near.length > 0 ? `perhaps ${near.join(" or ")}` : "remove it",
  }, { path, key });
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new WorldwiseError("no-such-file", {
      expected: `a file at ${path}`, got: error instanceof Error ? error.message : String(error),
      todo: "give the path of a YAML or JSON file",
    }, { path });
  }
}

/** Options of a component may be any record: in an experiment that holds the file there, the one reader of YAML reads it. */
const header = [
  "name: file", "title: a file", "studies:", "  - name: file", "    title: a file", "    agent: file", "    axes: { seed: [0] }",
  "    budget: { steps: 1 }", "    metrics: {}", "    environment:", "      use: file", "      with:", "",
].join("\n");
const headerLines = header.split("\n").length - 1;
const indentation = "        ";

function readFields(text: string, path: string): Fields {
  const indented = text.replace(/^\uFEFF/, "").replace(/^---[ \t]*$/m, "").replace(/^(?=.)/gm, indentation);
  try {
    const { environment } = parseExperiment(header + indented, path).studies[0]!;
    return readSpec(environment).options;
  } catch (error) {
    if (!WorldwiseError.is(error)) throw error;
    const issues = [error.facts["issues"]].flat().map((issue) => ownPlace(String(issue)));
    throw new WorldwiseError("bad-file", {
      expected: `${path}: YAML or JSON with the keys ${keys.join(", ")}`, got: issues.join("\n         "),
      todo: "correct these lines",
    }, { path });
  }
}

/** Lines and columns as they are in the file. */
const ownPlace = (issue: string): string => issue.replace(/at line (\d+), column (\d+)/g, (_, line: string, column: string) =>
  `at line ${Number(line) - headerLines}, column ${Math.max(1, Number(column) - indentation.length)}`)
  .replace(/^studies\.0\.environment: .*/, "no such record at the top");
