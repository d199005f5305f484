import { readFileSync } from "node:fs";
import { createWorld } from "@worldwise/experiment";
import type { Catalog } from "@worldwise/experiment/node";
import { WorldwiseError } from "@worldwise/protocol";
import type { TrajectoryComparison } from "@worldwise/rollout";
import { compareTrajectories, describeComparison, parseTrajectoryFile } from "@worldwise/rollout";
import { flagTrees } from "../flags/flag-tree.ts";
import type { ChosenSpec } from "../flags/spec-from-flags.ts";
import { specFromFlags } from "../flags/spec-from-flags.ts";
import type { Shell } from "../shell.ts";
import { exitCodes } from "../shell.ts";

/** Flags of `worldwise replay`. */
export interface ReplayOptions {
  readonly env?: string;
  readonly trajectories: string;
  readonly tolerance: number;
  readonly json?: boolean;
}

/** Answers whether a world is the one that was recorded. */
export async function replay({ env, trajectories, ...options }: ReplayOptions, shell: Shell): Promise<void> {
  const { environment } = flagTrees({ ...(env !== undefined && { env }) }, onlyEnvironment(shell));
  const catalog = shell.catalog();
  const spec = specFromFlags(environment, undefined, { catalog, roles: ["dynamics", "environment"] });
  const recorded = readJson(trajectories);
  const file = parseTrajectoryFile(recorded);
  const comparison = compareTrajectories(await createWorld(spec, catalog.load), file, { tolerance: options.tolerance });
  const conditions = { kwargs: kwargsOf(recorded), options: usedOptions(spec, catalog) };
  shell.out.write(options.json === true ? jsonLine(comparison, { environment: spec.use, ...conditions })
    : `${[describeComparison(comparison), ...conditionLines(spec.use, conditions)].join("\n")}\n`);
  if (!comparison.passed) shell.exitCode = exitCodes.no;
}

function onlyEnvironment({ partFlags }: Shell): Shell["partFlags"] {
  const other = partFlags.find(({ path }) => path[0] !== "env");
  if (!other) return partFlags;
  throw new WorldwiseError("wrong-use", {
    expected: "options of the environment", got: other.flag, todo: "leave it out: nobody acts in a replay",
  });
}

interface Conditions {
  /** What the recorder told its environment. */
  readonly kwargs: Readonly<Record<string, unknown>>;
  /** What ours was told, defaults too. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** Recorders call options by other names, so both are shown and the reader compares. */
function conditionLines(id: string, { kwargs, options }: Conditions): readonly string[] {
  if (Object.keys(kwargs).length === 0) return [];
  return [`  recorded with ${JSON.stringify(kwargs)}`, `  replayed with ${JSON.stringify(options)}, the options of ${id}`];
}

function usedOptions({ use, with: chosen }: ChosenSpec, { find }: Catalog): Readonly<Record<string, unknown>> {
  const defaults = Object.entries(find(use).options.properties ?? {}).map(([name, schema]) => [name, schema.default] as const);
  return { ...Object.fromEntries(defaults.filter(([, value]) => value !== undefined)), ...chosen };
}

function kwargsOf(recorded: unknown): Readonly<Record<string, unknown>> {
  const { kwargs } = Object(recorded) as { readonly kwargs?: unknown }; // a record of unknown fields
  return typeof kwargs === "object" && kwargs !== null ? { ...kwargs } : {};
}

/** JSON has no infinities: they are written as strings, as in files of trajectories. */
function jsonLine(comparison: TrajectoryComparison, facts: object): string {
  const isSpelled = (value: unknown): boolean => typeof value === "number" && !Number.isFinite(value);
  return `${JSON.stringify({ ...facts, ...comparison }, (_, value: unknown) => (isSpelled(value) ? String(value) : value))}\n`;
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new WorldwiseError("bad-trajectories", {
      expected: `${path}: a JSON file of recorded trajectories`, got: error instanceof Error ? error.message : String(error),
      todo: "give the path of such a file, or record it again",
    }, { path });
  }
}
