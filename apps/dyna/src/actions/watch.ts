import { setTimeout as pause } from "node:timers/promises";
import type { Run } from "@worldwise/experiment";
import { readSpec } from "@worldwise/experiment";
import type { Episode } from "@worldwise/rollout";
import { driver } from "@worldwise/rollout";
import { asciiCell, colorCell } from "../drawing/cell-painter.ts";
import type { Screen } from "../drawing/screen.ts";
import { plainScreen, terminalScreen } from "../drawing/screen.ts";
import type { Drawing } from "../drawing/world-lines.ts";
import { worldLines } from "../drawing/world-lines.ts";
import { driveInTurns, others } from "../drive-in-turns.ts";
import { planRun } from "../flags/plan-run.ts";
import type { BudgetFlags, PartNames } from "../flags/run-flags.ts";
import type { Interruption } from "../interruption.ts";
import { interruption } from "../interruption.ts";
import { policyId } from "../policy/policy-agent.ts";
import type { PolicyFlag } from "../policy/policy-flag.ts";
import { formatNumber } from "../report/format-number.ts";
import { summarize, summaryLines } from "../report/summary.ts";
import type { Output, Shell } from "../shell.ts";
import { exitCodes } from "../shell.ts";
import { startedRun } from "./run.ts";

/** Flags of `worldwise watch`. */
export interface WatchOptions extends PartNames, BudgetFlags, PolicyFlag {
  readonly fps: number;
  readonly everyStep?: boolean;
  readonly everyEpisode?: boolean;
  readonly frames?: number;
  readonly ascii?: boolean;
}

/** Of an output that is no terminal, where nobody said how many. */
const customaryFrames = 10;
/** States of a table in plain frames. */
const plainStates = 20;
/** Characters for a scene in plain frames. */
const plainRoom = { columns: 72, rows: 20 } as const;
/** Between two looks at the signals while nothing is drawn. */
const unseenSteps = 64;

/** Lets an agent learn, and draws what it knows; or a policy act, and draws the world. */
export async function watch(options: WatchOptions, shell: Shell): Promise<void> {
  const spec = planRun(options, shell, "random");
  const isLive = shell.out.isTTY === true && options.frames === undefined;
  const started = await startedRun(spec, shell);
  const characters: "ascii" | "braille" = options.ascii === true || terminalsWithoutDots.has(shell.environment["TERM"] ?? "") ? "ascii" : "braille";
  const drawing = isLive ? liveDrawing(shell, characters)
    : { paint: asciiCell, mostStates: plainStates, room: { ...plainRoom, characters } };
  const film = filmOf(started, drawing, readSpec(spec.agent).id !== policyId);
  const everyStep = options.everyStep ?? (isLive && options.everyEpisode !== true);
  const stop = interruption();
  const screen = isLive ? terminalScreen(shell.out) : plainScreen(shell.out);
  const show = isLive ? paced(screen, 1000 / options.fps, shell, stop) : counted(screen, options.frames ?? customaryFrames);
  let drawnEpisodes = 0;
  const turn = everyStep ? { steps: 1 } : { steps: unseenSteps, episodes: 1 };
  const steps = await driveInTurns(film.loop, spec.budget, turn, async () => {
    const isDue = everyStep || film.episodes.length > drawnEpisodes;
    drawnEpisodes = film.episodes.length;
    const goesOn = isDue ? await show(film.frame()) : true;
    await others();
    return goesOn && !stop.signal.aborted;
  }).finally(() => {
    screen.close();
    stop.release();
  });
  if (isLive) shell.out.write(`${summaryLines(summarize(started, film.episodes, steps), film.episodes).join("\n")}\n`);
  started.environment.close?.();
  started.evaluation.close?.();
  if (stop.signal.aborted) shell.exitCode = exitCodes.interrupted;
}

/** A loop, and the picture of where it is. */
interface Film {
  readonly loop: ReturnType<typeof driver>;
  readonly episodes: readonly Episode[];
  frame(): readonly string[];
}

function filmOf(run: Run, drawing: Drawing, knows: boolean): Film {
  const episodes: Episode[] = [];
  const seen = { observation: new Float64Array(run.environment.observation.size), steps: 0, episodeSteps: 0 };
  const loop = driver(run.agent, run.environment, {
    onStep({ nextObservation, last }, steps) {
      seen.observation.set(nextObservation);
      seen.steps = steps;
      seen.episodeSteps = last[0] === 1 ? 0 : seen.episodeSteps + 1;
    },
    onEpisode: (episode) => void episodes.push(episode),
  });
  const frame = (): readonly string[] => [headLine(seen, episodes), ...worldLines(run, seen.observation, drawing, knows)];
  return { loop, episodes, frame };
}

function headLine({ steps, episodeSteps }: Record<"steps" | "episodeSteps", number>, episodes: readonly Episode[]): string {
  const [last, count] = [episodes.at(-1), episodes.length];
  const ended = last ? `episode ${count} ended after ${last.length} steps, return ${formatNumber(last.return)}` : "first episode";
  const under = episodeSteps > 0 ? `   step ${episodeSteps} of episode ${count + 1}` : "";
  return `step ${steps}   ${ended}${under}`;
}

/** Terminals whose font has no dots: the console of Linux, and those that say nothing. */
const terminalsWithoutDots: ReadonlySet<string> = new Set(["linux", "dumb"]);

function liveDrawing({ out, environment }: Shell, characters: "braille" | "ascii"): Drawing {
  const wantsColor = (environment["NO_COLOR"] ?? "") === "";
  const hasManyColors = wantsColor && ["truecolor", "24bit"].includes(environment["COLORTERM"] ?? "");
  const room = { columns: Math.max(1, out.columns ?? 80), rows: statesThatFit(out), characters, color: wantsColor };
  return { paint: hasManyColors ? colorCell : asciiCell, mostStates: statesThatFit(out), room };
}

/** All rows but head, names, the rest, and one below. */
const statesThatFit = ({ rows = 24 }: Output): number => Math.max(3, rows - 4);

type Show = (frame: readonly string[]) => Promise<boolean>;

/** Waits between frames until the next is due, or until somebody asks to stop. */
function paced(screen: Screen, milliseconds: number, { now }: Pick<Shell, "now">, { signal }: Interruption): Show {
  let due = now();
  return async (frame) => {
    screen.show(frame);
    due = Math.max(now(), due + milliseconds);
    await pause(due - now(), undefined, { signal }).catch(() => undefined); // an abort ends the pause
    return true;
  };
}

function counted(screen: Screen, count: number): Show {
  let shown = 0;
  return async (frame) => {
    screen.show(frame);
    return Promise.resolve(++shown < count);
  };
}
