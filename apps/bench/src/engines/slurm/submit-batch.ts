import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { harness } from "../../places.ts";
import type { Batch, BatchHeader } from "./batch-folder.ts";
import { addBatch, arrayName, logsOf } from "./batch-folder.ts";
import { arrayRange, batchScript } from "./batch-script.ts";
import type { SlurmCommands } from "./slurm-commands.ts";
import type { SlurmRequest } from "./slurm-options.ts";

/** Where and how batches are submitted. */
export interface SubmitSettings {
  readonly folder: string;
  /** Where tasks run. */
  readonly workingFolder: string;
  readonly header: BatchHeader;
  readonly request: SlurmRequest;
  readonly commands: SlurmCommands;
}

/** A batch in the run folder, and what Slurm said to it: the number of its job, or why it refused. */
export interface Submission {
  readonly batch: Batch;
  readonly job?: string;
  readonly refusal?: string;
}

/** Writes a batch into the run folder and submits it as a job array. */
export async function submitBatch(
  tasks: Batch["tasks"], { folder, workingFolder, header, request, commands }: SubmitSettings,
): Promise<Submission> {
  const batch = addBatch(folder, header, tasks);
  const script = scriptOf(folder, batch, workingFolder, request);
  writeFileSync(join(batch.path, "job.sh"), script); // for people: Slurm gets the text
  const job = { name: arrayName(folder, batch.name), range: arrayRange(tasks.length, request.tasksAtOnce), script };
  try {
    return { batch, job: await commands.submit(job) };
  } catch (error) {
    return { batch, refusal: error instanceof Error ? error.message : String(error) };
  }
}

function scriptOf(folder: string, batch: Batch, workingFolder: string, request: SlurmRequest): string {
  const program = join(harness, "dist/main.js");
  return batchScript(request, {
    workingFolder, logs: logsOf(batch), processors: batch.header.pool.size,
    command: [process.execPath, program, "slurm-task", folder, batch.name],
  });
}
