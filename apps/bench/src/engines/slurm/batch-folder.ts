import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Cell, Experiment } from "@worldwise/experiment";
import { canonicalJson } from "@worldwise/experiment";
import { sha256 } from "@worldwise/experiment/node";
import { WorldwiseError } from "@worldwise/protocol";
import type { CellPoolOptions } from "../../pool/cell-pool.ts";

/** What all tasks of a batch are told: the first line of its list. */
export interface BatchHeader {
  readonly format: 1;
  readonly experiment: Experiment;
  /** Of the code for which the cells were planned: a machine with other code refuses them. */
  readonly codeDigest: string;
  readonly pool: CellPoolOptions;
  /** Seconds between two signs of life. */
  readonly beatEvery: number;
}

/** One job array in a run folder, `slurm/<name>/`: its script, its list of cells, and what its tasks write. */
export interface Batch {
  /** Such as `001-3f9c02ab`. */
  readonly name: string;
  readonly path: string;
  readonly header: BatchHeader;
  /** The cells of each task. */
  readonly tasks: readonly (readonly Cell[])[];
}

const pathOf = (folder: string, name: string): string => join(folder, "slurm", name);

/** Where the tasks of a batch print. */
export const logsOf = (batch: Pick<Batch, "path">): string => join(batch.path, "logs");

/** What a task says of its cells while it runs. */
export const journalOf = (batch: Pick<Batch, "path">, index: number): string => join(batch.path, "journals", `${index}.jsonl`);

/** Adds a batch under a new name. */
export function addBatch(folder: string, header: BatchHeader, tasks: Batch["tasks"]): Batch {
  const name = newName(folder);
  const batch = { name, path: pathOf(folder, name), header, tasks };
  for (const path of [logsOf(batch), dirname(journalOf(batch, 0))]) mkdirSync(path, { recursive: true });
  const lines = [header, ...tasks].map((line) => `${canonicalJson(line)}\n`);
  writeFileSync(join(batch.path, "list.jsonl"), lines.join(""));
  return batch;
}

/** Counted, for people, and never used before: Slurm remembers arrays of a folder that was removed meanwhile. */
function newName(folder: string): string {
  const path = join(folder, "slurm");
  const count = existsSync(path) ? readdirSync(path).length : 0;
  return `${String(count + 1).padStart(3, "0")}-${randomBytes(4).toString("hex")}`;
}

/** A batch of a run folder. Throws `damaged-file` where its list is not whole. */
export function readBatch(folder: string, name: string): Batch {
  const path = pathOf(folder, name);
  const file = join(path, "list.jsonl");
  try {
    const [header, ...tasks] = readFileSync(file, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line) as unknown);
    return { name, path, header: header as BatchHeader, tasks: tasks as Batch["tasks"] }; // as `addBatch` wrote them
  } catch (error) {
    throw new WorldwiseError("damaged-file", {
      expected: `${file}: the cells of a job array`, got: String(error), todo: "run the experiment again: finished cells are kept",
    }, { file });
  }
}

/** The name of a batch's job array. It holds the place of the run folder: a coordinator that starts again knows its arrays by it. */
export const arrayName = (folder: string, name: string): string => `${namePrefix(folder)}${name}`;

/** The name of the batch in the name of its array; undefined for arrays of other folders. */
export function batchOfArray(folder: string, array: string): string | undefined {
  const prefix = namePrefix(folder);
  return array.startsWith(prefix) ? array.slice(prefix.length) : undefined;
}

const namePrefix = (folder: string): string => `worldwise-${sha256(realpathSync(folder)).slice(0, 12)}-`;
