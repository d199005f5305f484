import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Role } from "@worldwise/protocol";
import { roleVersions, WorldwiseError } from "@worldwise/protocol";
import { canonicalJson } from "../canonical-json.ts";
import type { Experiment } from "../experiment.ts";
import { isRecord } from "../is-record.ts";
import { readExperiment } from "../read-experiment.ts";
import { sha256 } from "./code-digest.ts";
import { commitOnce, replaceFile } from "./commit-file.ts";
import type { Provenance } from "./provenance.ts";
import { setAside } from "./set-aside.ts";
import { codeOf, storing } from "./storage-error.ts";

/** The format that is written. */
const newestFormat = 2;

/**
 * What a run folder says of itself: what was run, and on which code. The names of cells depend on the experiment and `codeDigest`
 * alone; the rest says where that code came from. Times and machines stand in `timings.jsonl`.
 */
export interface Manifest extends Provenance {
  /** 1 had nothing beyond the packages. Both are read. */
  readonly format: 1 | 2;
  readonly experiment: Experiment;
  readonly codeDigest: string;
  /** Version of every package that runs, by name. */
  readonly packages: Readonly<Record<string, string>>;
  /** Version of every role of the protocol. */
  readonly protocol?: Readonly<Partial<Record<Role, number>>>;
  /** SHA-256 of every module of WebAssembly that runs, by package and path. */
  readonly wasm?: Readonly<Record<string, string>>;
  /** SHA-256 over the rest, canonical. */
  readonly hash: string;
}

/** What a run says of itself when it begins. */
export type RunFacts = Omit<Manifest, "format" | "protocol" | "hash">;

/**
 * Writes a manifest with its hash, and a copy of it to `manifests/`, which keeps that of every run of the folder.
 *
 * One that is there and damaged is set aside. Throws `newer-format`, and changes nothing, on one that a newer version wrote.
 */
export function writeRunManifest(file: string, run: RunFacts): Manifest {
  makeWay(file);
  const content = { format: newestFormat, protocol: roleVersions, ...run } as const;
  const manifest: Manifest = { ...content, hash: sha256(canonicalJson(content)) };
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  const copies = join(dirname(file), manifestsFolder);
  storing(copies, () => mkdirSync(copies, { recursive: true }));
  commitOnce(join(copies, `${manifest.hash.slice(0, 16)}.json`), text);
  replaceFile(file, text);
  return manifest;
}

/** Where the manifest of every run of a folder is kept. */
export const manifestsFolder = "manifests";

/** The manifests of all runs of a folder that are whole, by the names of their files. */
export function keptManifests(path: string): readonly (readonly [file: string, manifest: Manifest])[] {
  const folder = join(path, manifestsFolder);
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")).sort() : [];
  return names.flatMap((name) => {
    try {
      return [[`${manifestsFolder}/${name}`, readRunManifest(join(folder, name))] as const];
    } catch {
      return []; // damaged: it was a copy
    }
  });
}

/** Reads a manifest. Throws `damaged-file` unless it is as it was written, and `newer-format` when a newer version wrote it. */
export function readRunManifest(file: string): Manifest {
  const { hash, ...content } = readRecord(file);
  const { format } = content;
  if (typeof format === "number" && format > newestFormat) throw newerFormat(file, content);
  if (format !== 1 && format !== 2) throw damaged(file, `format ${JSON.stringify(format)}`);
  if (hash !== hashOf(content)) throw damaged(file, "a changed file: its hash is not that of its content");
  readExperiment(content["experiment"], `the experiment in ${file}`); // a hash is no proof of who wrote it
  return { ...content, hash } as unknown as Manifest; // its hash and its experiment were checked
}

function makeWay(file: string): void {
  if (!existsSync(file)) return;
  try {
    readRunManifest(file);
  } catch (error) {
    if (!WorldwiseError.is(error) || error.code !== "damaged-file") throw error;
    setAside(dirname(file), basename(file));
  }
}

function readRecord(file: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(storing(file, () => readFileSync(file, "utf8")));
    if (isRecord(parsed)) return parsed;
  } catch (error) {
    if (codeOf(error) === "ENOENT") throw damaged(file, "no such file");
    if (WorldwiseError.is(error)) throw error;
  }
  throw damaged(file, "something that is not a JSON record");
}

function hashOf(content: unknown): string | undefined {
  try {
    return sha256(canonicalJson(content));
  } catch {
    return undefined; // what JSON can say and canonical JSON cannot
  }
}

function newerFormat(file: string, { format, packages }: Readonly<Record<string, unknown>>): WorldwiseError {
  const version = isRecord(packages) ? packages["@worldwise/experiment"] : undefined;
  const writer = typeof version === "string" ? ` by @worldwise/experiment ${version}` : "";
  return new WorldwiseError("newer-format", {
    expected: `${file}: the manifest of a run, format ${newestFormat} or older`, got: `format ${String(format)}, written${writer}`,
    todo: "update @worldwise/bench, or choose another folder; nothing in this one was changed",
  }, { file });
}

const damaged = (file: string, got: string): WorldwiseError => new WorldwiseError("damaged-file", {
  expected: `${file}: the manifest of a run, format 1 or ${newestFormat}`, got,
  todo: "run the experiment again, or `worldwise-bench doctor --mend`: finished cells are kept",
}, { file });
