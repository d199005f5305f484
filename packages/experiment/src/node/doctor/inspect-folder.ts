import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { WorldwiseError } from "@worldwise/protocol";
import { leftTemporaries } from "../commit-file.ts";
import { coordinators } from "../coordinators.ts";
import { storing } from "../storage-error.ts";
import type { Finding } from "./finding.ts";
import { inspectAttempts, inspectCells } from "./inspect-cells.ts";
import { inspectLines } from "./inspect-lines.ts";
import { inspectManifest } from "./inspect-manifest.ts";

/**
 * Looks through a run folder and names what is damaged, missing or left over. Changes nothing.
 *
 * A folder that a newer version wrote is not looked through: this version does not know what belongs there.
 *
 * Throws `no-run` on a folder that holds no run, and `storage` on one that cannot be read.
 */
export function inspectRunFolder(path: string): readonly Finding[] {
  const names = existsSync(path) ? storing(path, () => readdirSync(path)) : [];
  if (!["manifest.json", "manifests", "cells"].some((name) => names.includes(name))) throw noRun(path);
  const { manifest, findings } = inspectManifest(path);
  if (findings.some(({ kind }) => kind === "newer-format")) return findings;
  return [
    ...findings, ...inspectCells(path, manifest), ...inspectAttempts(path),
    ...["failures.jsonl", "timings.jsonl"].flatMap((file) => inspectLines(path, file)),
    ...["", "cells/", "attempts/", "manifests/", "checkpoints/"].flatMap((folder) => leftovers(path, folder)), ...leftCoordinators(path),
  ];
}

function leftovers(path: string, folder: string): readonly Finding[] {
  return leftTemporaries(join(path, folder)).map((name) => ({
    kind: "leftover", file: `${folder}${name}`, isDamage: false, remedy: { do: "set-aside" },
    says: "a temporary file whose writer is gone: it was never committed, and its content may be half",
  }));
}

function leftCoordinators(path: string): readonly Finding[] {
  return coordinators(path).map(({ file, host, processId, alive }): Finding => {
    const who = `process ${processId} on ${host}`;
    if (alive === false) {
      return { kind: "coordinator", file, isDamage: false, remedy: { do: "set-aside" }, says: `${who} ran this folder and was killed` };
    }
    const says = alive === true ? `${who} runs this folder now` : `${who} runs this folder, unless it was killed: this machine cannot ask it`;
    return { kind: "coordinator", file, isDamage: false, says };
  });
}

const noRun = (path: string): WorldwiseError => new WorldwiseError("no-run", {
  expected: `${path}: a run folder`, got: existsSync(path) ? "a folder with neither manifest nor cells" : "nothing",
  todo: "give the folder of a run, such as runs/<name of the experiment>",
}, { path });
