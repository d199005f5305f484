import { mkdirSync, readFileSync, readdirSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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

/** One job array in a run folder, `slurm/<number>/`: its script, its list of cells, and what its tasks write. */
export interface Batch {
  readonly number: string;
  readonly path: string;
  readonly header: BatchHeader;
  /** The cells of each task. */
  readonly tasks: readonly (readonly Cell[])[];
}

const pathOf = (folder: string, number: string): string => join(folder, "slurm", number);

/** Where the tasks of a batch print. */
export const logsOf = (batch: Pick<Batch, "path">): string => join(batch.path, "logs");

/** What a task says of its cells while it runs. */
export const journalOf = (batch: Pick<Batch, "path">, index: number): string => join(batch.path, "journals", `${index}.jsonl`);

/** Adds a batch under the next free number. */
export function addBatch(folder: string, header: BatchHeader, tasks: Batch["tasks"]): Batch {
  const number = claimNumber(folder);
  const batch = { number, path: pathOf(folder, number), header, tasks };
  mkdirSync(logsOf(batch));
  mkdirSync(join(batch.path, "journals"));
  const lines = [header, ...tasks].map((line) => `${canonicalJson(line)}\n`);
  writeFileSync(join(batch.path, "list.jsonl"), lines.join(""));
  return batch;
}

/** Two coordinators never get the same number: a folder can be made only once. */
function claimNumber(folder: string): string {
  mkdirSync(join(folder, "slurm"), { recursive: true });
  for (let count = batchNumbers(folder).length + 1; ; count++) {
    const number = String(count).padStart(3, "0");
    try {
      mkdirSync(pathOf(folder, number));
      return number;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error; // file system errors have codes
    }
  }
}

const batchNumbers = (folder: string): readonly string[] => readdirSync(join(folder, "slurm")).filter((name) => /^\d+$/.test(name));

/** A batch of a run folder. Throws `damaged-file` where its list is not whole. */
export function readBatch(folder: string, number: string): Batch {
  const path = pathOf(folder, number);
  const file = join(path, "list.jsonl");
  try {
    const [header, ...tasks] = readFileSync(file, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line) as unknown);
    return { number, path, header: header as BatchHeader, tasks: tasks as Batch["tasks"] }; // as `addBatch` wrote them
  } catch (error) {
    throw new WorldwiseError("damaged-file", {
      expected: `${file}: the cells of a job array`, got: String(error), todo: "run the experiment again: finished cells are kept",
    }, { file });
  }
}

/** The name of a batch's job array. It holds the place of the run folder: a coordinator that starts again knows its arrays by it. */
export const arrayName = (folder: string, number: string): string => `${namePrefix(folder)}${number}`;

/** The number in the name of an array; undefined for those of other folders. */
export function numberInName(folder: string, name: string): string | undefined {
  const prefix = namePrefix(folder);
  const number = name.slice(prefix.length);
  return name.startsWith(prefix) && /^\d+$/.test(number) ? number : undefined;
}

const namePrefix = (folder: string): string => `worldwise-${sha256(realpathSync(folder)).slice(0, 12)}-`;
