import { availableParallelism } from "node:os";
import type { Command } from "commander";
import type { RedisFlags } from "../engines/bullmq/take-address.ts";
import { takeAddress } from "../engines/bullmq/take-address.ts";
import { harness } from "../places.ts";
import { addRedisOptions } from "./bullmq-flags.ts";
import { seconds, wholeNumber } from "./flags.ts";

interface WorkerFlags extends RedisFlags {
  readonly jobs: number;
  readonly cellTimeout?: number;
  readonly claim: number;
  readonly grace: number;
  readonly idle?: number;
}

/** `worker`: runs cells that coordinators on other machines queue. */
export function addWorkerCommand(program: Command): void {
  const command = program.command("worker")
    .description("run cells from the queue in a Redis, for every sweep that needs the code that is installed here")
    .option("--jobs <count>", "child processes (default: one for each core)", wholeNumber, availableParallelism())
    .option("--cell-timeout <seconds>", "a cell that takes longer has failed (default: no limit)", seconds)
    .option("--claim <seconds>", "a worker that is not heard of for so long has lost its cells to others", seconds, 30)
    .option("--grace <seconds>", "how long cells may go on after SIGTERM or Ctrl-C before they are given back", seconds, 10)
    .option("--idle <seconds>", "end when there was nothing to do for so long (default: never)", seconds)
    .action(work);
  addRedisOptions(command);
}

async function work({ jobs, cellTimeout, claim, grace, idle, ...flags }: WorkerFlags): Promise<void> {
  const redis = takeAddress(flags, process, "worldwise-bench worker");
  const [stop, stopNow] = [new AbortController(), new AbortController()];
  const onSignal = (): void => {
    if (stop.signal.aborted) stopNow.abort();
    else console.error(`stops: cells that run have ${grace} s to end; once more to give them back at once`);
    stop.abort();
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, onSignal);
  const { serveCells } = await import("../engines/bullmq/serve-cells.ts"); // large, and of no use to other commands
  await serveCells({
    redis, roots: [harness, process.cwd()], jobs, claimSeconds: claim, graceSeconds: grace,
    ...(cellTimeout !== undefined && { cellTimeout }), ...(idle !== undefined && { idleSeconds: idle }),
    stop: stop.signal, stopNow: stopNow.signal, log: (text) => { console.error(text); },
  });
  process.exit(); // a connection that waits for its server would keep us
}
