import type { Budget } from "@worldwise/experiment";
import type { Episode } from "@worldwise/rollout";
import type { Output, Shell } from "../shell.ts";
import { formatNumber } from "./format-number.ts";

/** Shows episodes while a run goes on. */
export interface EpisodeReport {
  episode(episode: Episode, number: number): void;
  /** Between two turns: shows how far it is, on a terminal. */
  progress(episodes: number, steps: number): void;
  /** After the last one. */
  close(): void;
}

/** One JSON line for each episode. */
export function jsonEpisodes(out: Output): Pick<EpisodeReport, "episode"> {
  return {
    episode({ length, return: total, terminated }, number) {
      out.write(`${JSON.stringify({ episode: number, steps: length, return: total, terminated })}\n`);
    },
  };
}

/** How many episodes a terminal shows one by one; of more, each tenth of the run is shown. */
const mostLines = 60;

/**
 * A table of episodes: all of a short run on a terminal; otherwise the first, one at each tenth of the run, and the last.
 */
export function episodeTable(out: Output, { episodes, steps }: Budget): Pick<EpisodeReport, "episode" | "close"> {
  const showsAll = out.isTTY === true && episodes !== undefined && episodes <= mostLines;
  let [shownTenth, taken] = [-1, 0];
  let held: string | undefined;
  function show(line: string): void {
    if (shownTenth < 0) out.write(`${row("episode", "steps", "return")}\n`);
    out.write(`${line}\n`);
    held = undefined;
  }
  return {
    episode({ length, return: total }, number) {
      taken += length;
      const line = row(String(number), String(length), formatNumber(total));
      const tenth = Math.floor(10 * Math.max(number / (episodes ?? Infinity), taken / (steps ?? Infinity)));
      if (showsAll || tenth !== shownTenth) show(line);
      else held = line;
      shownTenth = tenth;
    },
    close: () => { if (held !== undefined) show(held); },
  };
}

const row = (episode: string, steps: string, total: string): string =>
  `${episode.padStart(7)}${steps.padStart(8)}${total.padStart(12)}`;

/** One line on the error output that is rewritten, at most ten times a second; nothing where that is no terminal. */
export function progressLine(
  { err, now }: Pick<Shell, "err" | "now">, { episodes, steps }: Budget,
): Pick<EpisodeReport, "progress" | "close"> {
  let shownAt = now(); // the first tenth of a second shows nothing: short runs need none
  let shown = false;
  function clear(): void {
    if (shown) err.write("\r\u001b[K");
    shown = false;
  }
  return {
    progress(episodeCount, stepCount) {
      if (err.isTTY !== true || now() - shownAt < 100) return;
      shownAt = now();
      const of = (count: number, all: number | undefined): string => (all === undefined ? String(count) : `${count} of ${all}`);
      err.write(`\r\u001b[Kepisode ${of(episodeCount, episodes)}, step ${of(stepCount, steps)}`);
      shown = true;
    },
    close: clear,
  };
}
