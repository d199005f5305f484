import { statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Environment } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";
import { animatedSvg } from "@worldwise/render";
import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import { wholeNumber } from "../flags/run-flags.ts";
import type { FilmRecorder, KeptEpisodes } from "./film-recorder.ts";
import { filmRecorder } from "./film-recorder.ts";

/** Flags that record. */
export interface RecordFlags {
  readonly record?: string;
  readonly recordEpisodes?: KeptEpisodes;
  readonly recordSpeed?: number;
}

/** A run that is filmed. */
export interface Recording {
  readonly environment: FilmRecorder["environment"];
  /** Writes the file, and says what is in it. */
  write(title: string): string;
}

const customaryEpisodes = 3;
/** Steps a second: of worlds with finitely many states, where a step is a move, and of others. */
const [movesPerSecond, stepsPerSecond] = [4, 25];

/** Adds the flags that record. */
export function addRecordFlags(command: Command): Command {
  return command
    .option("--record <path.svg>", "write a film of what happened: an SVG file that plays everywhere")
    .option("--record-episodes <count|best>", `the last ones, or the one with the best return (default: ${customaryEpisodes})`, keptEpisodes)
    .option("--record-speed <number>", `steps a second of the film (default: ${stepsPerSecond}; finite worlds ${movesPerSecond})`, speed);
}

const keptEpisodes = (text: string): KeptEpisodes => (text === "best" ? text : wholeNumber(1)(text));

function speed(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 1000) return value;
  throw new InvalidArgumentError("It must be a number above 0, at most 1000.");
}

/** Begins a recording where one was asked for. Throws before anything runs when it could not be written or drawn. */
export function beginRecording({ record: path, recordEpisodes, recordSpeed }: RecordFlags, environment: Environment): Recording | undefined {
  if (path === undefined) return undefined;
  checkPath(path);
  const recorder = filmRecorder(environment, recordEpisodes ?? customaryEpisodes);
  const perSecond = recordSpeed ?? (environment.observation.kind === "discrete" ? movesPerSecond : stepsPerSecond);
  return {
    environment: recorder.environment,
    write(title) {
      const { frames, stepsPerFrame } = recorder.film();
      const remark = stepsPerFrame === 1 ? "" : `, every ${stepsPerFrame}th step`;
      writeFile(path, animatedSvg(frames, { title: `${title}${remark}`, secondsPerFrame: stepsPerFrame / perSecond }));
      const episodes = [...new Set(frames.map(({ episode }) => episode))];
      const [first, last] = [String(episodes[0]), String(episodes.at(-1))];
      return `film     ${path}: episode${first === last ? ` ${first}` : `s ${first} to ${last}`}, ${frames.length} frames`;
    },
  };
}

function checkPath(path: string): void {
  if (!path.toLowerCase().endsWith(".svg")) throw badPath("a path that ends in .svg", path);
  const folder = statSync(dirname(resolve(path)), { throwIfNoEntry: false });
  if (!folder?.isDirectory()) throw badPath("a path in a folder that exists", path);
}

function writeFile(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw badPath("a file that can be written", error instanceof Error ? error.message : String(error));
  }
}

const badPath = (expected: string, got: string): WorldwiseError =>
  new WorldwiseError("bad-path", { expected: `--record: ${expected}`, got, todo: "name another file" });
