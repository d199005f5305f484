import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runFolder } from "@worldwise/experiment/node";
import type { CellPoolOptions } from "../../pool/cell-pool.ts";
import type { Engine } from "../engine.ts";
import type { BatchHeader } from "./batch-folder.ts";
import type { SlurmCommands } from "./slurm-commands.ts";
import { slurmCommands } from "./slurm-commands.ts";
import type { SlurmEngineOptions } from "./slurm-options.ts";
import { checkSlurmRequest } from "./slurm-options.ts";
import type { Sweep, SweepSettings } from "./sweep.ts";
import { slurmSweep } from "./sweep.ts";

/**
 * Cells in job arrays of Slurm, on any machine that sees the run folder.
 *
 * Tasks commit their results to the folder themselves. The coordinator watches them through `squeue` and their journals, and submits
 * exactly those cells again that a task was lost with. It may be killed at any time: when it starts again, it knows the arrays that
 * still wait or run by their names, and submits the rest. Aborted, it cancels its arrays.
 *
 * Throws `bad-slurm-option` on an option that Slurm could misread. Running throws when Slurm refuses the first array.
 */
export function slurmEngine(options: SlurmEngineOptions, commands: SlurmCommands = slurmCommands): Engine {
  checkSlurmRequest(options);
  const { lookEvery = 5 } = options;
  return {
    async run(cells, events, signal) {
      if (cells.length === 0) return;
      const sweep = slurmSweep(cells, events, { ...settingsOf(options, cells.length), commands });
      await sweep.adopt();
      await watch(sweep, lookEvery, signal);
      if (signal?.aborted) await sweep.cancel();
    },
  };
}

async function watch(sweep: Sweep, lookEvery: number, signal?: AbortSignal): Promise<void> {
  while (!signal?.aborted && sweep.isOpen()) {
    await sweep.submit();
    await sleep(1000 * lookEvery, undefined, { ...(signal && { signal }) }).catch(() => undefined); // aborted: told above
    await sweep.look();
  }
}

/** What a sweep needs to know, with what is usual where nothing was said. */
function settingsOf(options: SlurmEngineOptions, cellCount: number): Omit<SweepSettings, "commands"> {
  const {
    folder, workingFolder = process.cwd(), jobs = 1, cellsPerTask = Math.max(jobs, Math.ceil(cellCount / 200)), attempts = 3, silence = 300,
    onNotice: notice = () => undefined,
  } = options;
  const { experiment, codeDigest } = runFolder(folder).manifest();
  const header: BatchHeader = { format: 1, experiment, codeDigest, pool: poolOf(options, jobs), beatEvery: Math.min(10, silence / 5) };
  return { folder, workingFolder, header, request: options, rules: { cellsPerTask, attempts }, silence, notice };
}

/**
 * Named one by one: this is written into the run folder, where nothing else that a caller knows has any business. Checkpoints lie in the
 * folder that all nodes see, so that a cell goes on wherever it is submitted next.
 */
const poolOf = ({ folder, roots, cellTimeout, checkpointEvery, maxMemory }: SlurmEngineOptions, size: number): CellPoolOptions => ({
  roots, size, checkpoints: join(folder, "checkpoints"), ...(cellTimeout !== undefined && { cellTimeout }),
  ...(checkpointEvery !== undefined && { checkpointEvery }), ...(maxMemory !== undefined && { maxMemory }),
});
