import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { WorldwiseError } from "@worldwise/protocol";
import { planCells } from "../../plan-cells.ts";
import { sha256 } from "../code-digest.ts";
import type { Manifest } from "../run-manifest.ts";
import { keptManifests, readRunManifest } from "../run-manifest.ts";
import type { Finding } from "./finding.ts";

/** The manifest of a folder, or the copy that can take its place, and what is wrong with it. */
export interface InspectedManifest {
  readonly manifest: Manifest | undefined;
  readonly findings: readonly Finding[];
}

/** Reads the manifest. In place of a damaged one stands the copy of the run that most of the folder's cells belong to. */
export function inspectManifest(path: string): InspectedManifest {
  const file = "manifest.json";
  try {
    return { manifest: readRunManifest(join(path, file)), findings: [] };
  } catch (error) {
    if (!WorldwiseError.is(error)) throw error;
    if (error.code === "newer-format") {
      return { manifest: undefined, findings: [{ kind: "newer-format", file, isDamage: true, says: error.message }] };
    }
    const [from, copy] = likeliest(path) ?? [];
    const isThere = existsSync(join(path, file));
    const finding: Finding = {
      kind: isThere ? "damaged-manifest" : "missing-manifest", file, isDamage: true,
      ...(from !== undefined && { remedy: { do: "restore" as const, from } }),
      says: `${isThere ? "it is not as it was written" : "there is none"}; ${from === undefined
        ? "there is no copy of it either: run the experiment again on this folder, which keeps its finished cells" : `${from} has a copy`}`,
    };
    return { manifest: copy, findings: [finding] };
  }
}

function likeliest(path: string): readonly [file: string, manifest: Manifest] | undefined {
  const folder = join(path, "cells");
  const present = new Set(existsSync(folder) ? readdirSync(folder) : []);
  const isPresent = ({ id }: { readonly id: string }): boolean => present.has(`${id}.jsonl`);
  const counted = keptManifests(path).map(([file, manifest]) => {
    const count = planCells(manifest.experiment, manifest.codeDigest, sha256).filter(isPresent).length;
    return { count, copy: [file, manifest] as const };
  });
  return counted.sort((a, b) => b.count - a.count)[0]?.copy;
}
