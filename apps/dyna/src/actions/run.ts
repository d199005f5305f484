import type { CellSpec, Run } from "@worldwise/experiment";
import { startRun } from "@worldwise/experiment";
import type { Episode } from "@worldwise/rollout";
import { driver } from "@worldwise/rollout";
import { driveInTurns, others } from "../drive-in-turns.ts";
import { planRun } from "../flags/plan-run.ts";
import type { BudgetFlags, PartNames } from "../flags/run-flags.ts";
import { interruption } from "../interruption.ts";
import type { EpisodeReport } from "../report/episode-lines.ts";
import { episodeTable, jsonEpisodes, progressLine } from "../report/episode-lines.ts";
import { summarize, summaryLines } from "../report/summary.ts";
import type { Shell } from "../shell.ts";
import { exitCodes } from "../shell.ts";

/** Flags of `worldwise run`. */
export interface RunOptions extends PartNames, BudgetFlags {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Few enough that Ctrl-C and progress are prompt with slow planners too. */
const stepsPerTurn = 64;

/** Lets an agent learn, and shows how it goes. */
export async function run(options: RunOptions, shell: Shell): Promise<void> {
  const spec = planRun(options, shell);
  const started = await startedRun(spec, shell);
  const episodes: Episode[] = [];
  const report = reportFor(spec, options, shell);
  const stop = interruption();
  const loop = driver(started.agent, started.environment, {
    onEpisode(episode, number) {
      episodes.push(episode);
      report.episode(episode, number);
    },
  });
  const steps = await driveInTurns(loop, spec.budget, { steps: stepsPerTurn }, async (taken) => {
    report.progress(episodes.length, taken);
    await others();
    return !stop.signal.aborted;
  });
  report.close();
  stop.release();
  const summary = summarize(started, episodes, steps);
  shell.out.write(options.json === true ? `${JSON.stringify(summary)}\n` : `${summaryLines(summary, episodes).join("\n")}\n`);
  started.environment.close?.();
  started.evaluation.close?.();
  if (stop.signal.aborted) shell.exitCode = exitCodes.interrupted;
}

/** Creates and starts the parts that a spec names. */
export function startedRun({ environment, agent, seed, budget: { maxEpisodeSteps } }: CellSpec, shell: Shell): Promise<Run> {
  return startRun({ environment, agent, seed, ...(maxEpisodeSteps !== undefined && { maxEpisodeSteps }) }, shell.catalog().load);
}

function reportFor({ budget }: CellSpec, { json = false, quiet = false }: RunOptions, shell: Shell): EpisodeReport {
  const nothing = (): void => undefined;
  if (quiet) return { episode: nothing, progress: nothing, close: nothing };
  const line = progressLine(shell, budget);
  const table = json ? { ...jsonEpisodes(shell.out), close: nothing } : episodeTable(shell.out, budget);
  return {
    progress: line.progress,
    episode(episode, number) {
      line.close();
      table.episode(episode, number);
    },
    close() {
      line.close();
      table.close();
    },
  };
}
