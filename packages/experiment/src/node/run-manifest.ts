import { existsSync, readFileSync } from "node:fs";
import { WorldwiseError } from "@worldwise/protocol";
import { canonicalJson } from "../canonical-json.ts";
import type { Experiment } from "../experiment.ts";
import { isRecord } from "../is-record.ts";
import { sha256 } from "./code-digest.ts";
import { replaceFile } from "./commit-file.ts";

/** What a run folder says of itself. Everything in it decides results; times and machines stand in `timings.jsonl`. */
export interface Manifest {
  readonly format: 1;
  readonly experiment: Experiment;
  readonly codeDigest: string;
  /** Version of every package that runs, by name. */
  readonly packages: Readonly<Record<string, string>>;
  /** SHA-256 over the rest, canonical. */
  readonly hash: string;
}

/** Writes a manifest with its hash. */
export function writeRunManifest(file: string, run: Omit<Manifest, "format" | "hash">): Manifest {
  const content = { format: 1 as const, ...run };
  const manifest = { ...content, hash: sha256(canonicalJson(content)) };
  replaceFile(file, `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

/** Reads a manifest. Throws `damaged-file` unless it is as it was written. */
export function readRunManifest(file: string): Manifest {
  const { hash, ...content } = readRecord(file);
  if (content["format"] !== 1) throw damaged(file, `format ${String(content["format"])}`);
  if (hash !== sha256(canonicalJson(content))) throw damaged(file, "a changed file: its hash is not that of its content");
  return { ...content, hash } as unknown as Manifest; // its hash says that we wrote it
}

function readRecord(file: string): Readonly<Record<string, unknown>> {
  if (!existsSync(file)) throw damaged(file, "no such file");
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (isRecord(parsed)) return parsed;
  } catch {
    // Told below.
  }
  throw damaged(file, "something that is not a JSON record");
}

const damaged = (file: string, got: string): WorldwiseError => new WorldwiseError("damaged-file", {
  expected: `${file}: the manifest of a run, format 1`, got, todo: "run the experiment again: finished cells are kept",
}, { file });
