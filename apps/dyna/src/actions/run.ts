import type { CellSpec, Run } from "@worldwise/experiment";
import { readSpec, startRun } from "@worldwise/experiment";
import type { Episode } from "@worldwise/rollout";
import { driver } from "@worldwise/rollout";
import { driveInTurns, others } from "../drive-in-turns.ts";
import { planRun } from "../flags/plan-run.ts";
import type { BudgetFlags, PartNames } from "../flags/run-flags.ts";
import { interruption } from "../interruption.ts";
import type { EpisodeReport } from "../report/episode-lines.ts";
import { episodeTable, jsonEpisodes, progressLine } from "../report/episode-lines.ts";
import { summarize, summaryLines } from "../report/summary.ts";
import { policyId } from "../policy/policy-agent.ts";
import type { PolicyFlag } from "../policy/policy-flag.ts";
import { withPolicy } from "../policy/policy-flag.ts";
import type { RecordFlags } from "../recording/record-run.ts";
import { beginRecording } from "../recording/record-run.ts";
import type { Shell } from "../shell.ts";
import { exitCodes } from "../shell.ts";

/** Flags of `worldwise run`. */
export interface RunOptions extends PartNames, BudgetFlags, PolicyFlag, RecordFlags {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Few enough that Ctrl-C and progress are prompt with slow planners too. */
const stepsPerTurn = 64;

/** Lets an agent learn, and shows how it goes. */
export async function run(options: RunOptions, shell: Shell): Promise<void> {
  const spec = planRun(options, shell);
  const started = await startedRun(spec, shell);
  const recording = beginRecording(options, started.environment);
  const episodes: Episode[] = [];
  const report = reportFor(spec, options, shell);
  const stop = interruption();
  const loop = driver(started.agent, recording?.environment ?? started.environment, {
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
  const film = recording?.write(titleOf(spec));
  if (film !== undefined && options.json !== true) shell.out.write(`${film}\n`);
  started.environment.close?.();
  started.evaluation.close?.();
  if (stop.signal.aborted) shell.exitCode = exitCodes.interrupted;
}

/** Creates and starts the parts that a spec names. A mere policy is not compared with the optimum: it has learned nothing. */
export async function startedRun({ environment, agent, seed, budget: { maxEpisodeSteps } }: CellSpec, shell: Shell): Promise<Run> {
  const limit = maxEpisodeSteps !== undefined && { maxEpisodeSteps };
  const { mdp, ...started } = await startRun({ environment, agent, seed, ...limit }, withPolicy(shell.catalog().load));
  return { ...started, ...(mdp && readSpec(agent).id !== policyId && { mdp }) };
}

/** What a film is called. */
const titleOf = ({ environment, agent, seed }: CellSpec): string => `${readSpec(environment).id}, ${readSpec(agent).id}, seed ${seed}`;

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
