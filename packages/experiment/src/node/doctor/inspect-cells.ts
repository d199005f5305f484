import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Cell } from "../../cell.ts";
import { planCells } from "../../plan-cells.ts";
import { cellOfText } from "../cell-file.ts";
import { sha256 } from "../code-digest.ts";
import type { Manifest } from "../run-manifest.ts";
import type { Finding } from "./finding.ts";

const setAsideRemedy = { do: "set-aside" } as const;

/** What is wrong with the files of finished cells, which planned cells have none, and how many belong to other code. */
export function inspectCells(path: string, manifest: Manifest | undefined): readonly Finding[] {
  const names = filesIn(path, "cells");
  const planned = new Map(manifest && planCells(manifest.experiment, manifest.codeDigest, sha256).map((cell) => [cell.id, cell]));
  const findings = names.flatMap((name) => inspectCell(path, name) ?? []);
  const wrong = new Set(findings.map(({ file }) => file));
  const whole = names.flatMap((name) => (wrong.has(`cells/${name}`) ? [] : [name.slice(0, -".jsonl".length)]));
  return [...findings, ...(manifest ? [...missing(planned, new Set(whole)), ...others(planned, whole)] : [])];
}

/** What is wrong with the files of failed attempts. */
export function inspectAttempts(path: string): readonly Finding[] {
  return filesIn(path, "attempts").flatMap((name): readonly Finding[] => {
    const file = `attempts/${name}`;
    const cell = cellOfText(readFileSync(join(path, file), "utf8"));
    if (cell && name.startsWith(`${cell.id}.`)) return [];
    return [{ kind: "damaged-attempt", file, isDamage: true, remedy: setAsideRemedy, says: "it is torn, changed, or not of this name" }];
  });
}

function inspectCell(path: string, name: string): Finding | undefined {
  const file = `cells/${name}`;
  const damage = { file, isDamage: true, remedy: setAsideRemedy } as const;
  if (!name.endsWith(".jsonl")) return { ...damage, kind: "stranger", says: "it is no file of a cell" };
  const cell = cellOfText(readFileSync(join(path, file), "utf8"));
  if (!cell) return { ...damage, kind: "damaged-cell", says: "it is torn or was changed: its checksum is not that of its text" };
  const own = `${cell.id}.jsonl`;
  if (own === name) return undefined;
  if (!/^[\w-]+\.jsonl$/.test(own)) return { ...damage, kind: "stranger", says: "it says that it is of a cell whose name is none" };
  return { ...damage, kind: "renamed-cell", says: `it is the file of the cell ${cell.id}`, remedy: { do: "rename", to: `cells/${own}` } };
}

function missing(planned: ReadonlyMap<string, Cell>, whole: ReadonlySet<string>): readonly Finding[] {
  const without = [...planned.values()].filter(({ id }) => !whole.has(id));
  if (without.length === 0) return [];
  const places = without.slice(0, 3).map(({ study, point }) => `${study} ${Object.entries(point).map((pair) => pair.join(" ")).join(", ")}`);
  const says = `${without.length} of ${planned.size} results are missing: ${places.join("; ")}${without.length > 3 ? "; …" : ""}`
    + " (run the experiment again on this folder to make them)";
  return [{ kind: "missing-results", file: "cells", isDamage: true, says }];
}

function others(planned: ReadonlyMap<string, Cell>, whole: readonly string[]): readonly Finding[] {
  const count = whole.filter((id) => !planned.has(id)).length;
  if (count === 0) return [];
  const says = `${count} ${count === 1 ? "result is" : "results are"} of other code or of another experiment, and ${count === 1 ? "is" : "are"} kept`;
  return [{ kind: "other-cells", file: "cells", isDamage: false, says }];
}

/** Names of all files in a folder but those that somebody is writing or left. */
function filesIn(path: string, folder: string): readonly string[] {
  const at = join(path, folder);
  const entries = existsSync(at) ? readdirSync(at, { withFileTypes: true }) : [];
  return entries.filter((entry) => entry.isFile() && !entry.name.endsWith(".tmp")).map(({ name }) => name).sort();
}
