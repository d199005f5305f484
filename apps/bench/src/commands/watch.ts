import { once } from "node:events";
import { resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Command } from "commander";
import { exitCodes } from "../exit-codes.ts";
import type { FolderWatch } from "../watch/folder-watch.ts";
import { folderWatch } from "../watch/folder-watch.ts";
import { plainLines } from "../watch/plain-lines.ts";
import { watchServer } from "../watch/watch-server.ts";
import { portNumber, seconds } from "./flags.ts";

interface WatchFlags {
  readonly port: number;
  readonly plain?: boolean;
  readonly every?: number;
}

/** `watch`: a sweep while it runs. */
export function addWatchCommand(program: Command): void {
  program.command("watch").argument("<folder>", "a run folder, now or later")
    .description("show a sweep while it runs: a page on this machine, or lines in the terminal; nothing is written")
    .option("--port <number>", "of the page (default: any that is free)", portNumber, 0)
    .option("--plain", "lines in the terminal instead of a page, until the sweep is over")
    .option("--every <seconds>", "how often to look (default: 1, plain: 5)", seconds)
    .action(watch);
}

async function watch(folder: string, { port, plain = false, every = plain ? 5 : 1 }: WatchFlags): Promise<void> {
  const path = resolve(folder);
  const watching = folderWatch(path, { now: () => Date.now() });
  if (plain) {
    await watchPlainly(watching, 1000 * every);
    return;
  }
  const { address, close } = await watchServer(watching, { port, interval: 1000 * every });
  console.log(`${path}: ${address} (Ctrl-C ends the page; a sweep goes on)`);
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  await close();
}

async function watchPlainly(watching: FolderWatch, interval: number): Promise<void> {
  const tell = plainLines();
  for (;;) {
    const sweep = watching.look();
    for (const line of tell(sweep)) console.log(line);
    if (sweep.state === "over") {
      if (sweep.failed > 0) process.exitCode = exitCodes.cellsFailed;
      return;
    }
    await pause(interval);
  }
}
