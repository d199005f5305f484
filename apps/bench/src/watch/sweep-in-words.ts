import type { Point } from "@worldwise/experiment";
import type { Sweep } from "./sweep.ts";

/** One sentence: what is going on. It changes seldom, so that it can be read out. */
export function stateInWords(sweep: Sweep): string {
  const { state, total, failed, waitsFor = "", secondsStill = 0 } = sweep;
  switch (state) {
    case "waiting": return `Waiting for ${waitsFor}.`;
    case "running": return "Running.";
    case "still":
      return `Nothing new for ${durationInWords(secondsStill)}: it may have stopped. The same command goes on where it stopped.`;
    case "over":
      if (failed === 0) return `Over: ${total === 1 ? "the run has" : `all ${total} runs have`} finished.`;
      return `Over: ${total - failed} of ${total} runs have finished, ${failed} failed. The same command tries them again.`;
  }
}

/** One line: how far it is. */
export function progressInWords({ total, finished, failed, secondsLeft }: Sweep): string {
  const broken = failed > 0 ? `, ${failed} failed` : "";
  const left = secondsLeft === undefined ? "" : `, about ${durationInWords(secondsLeft)} left`;
  return `${finished} of ${total} runs finished${broken}${left}`;
}

/** `40 s`, `5 min`, `3 h 20 min`, `2 days 4 h`. */
export function durationInWords(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 100) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 100) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} days ${hours % 24} h`;
}

/** `planning 50, seed 3` */
export const pointInWords = (point: Point): string => Object.entries(point).map(([axis, label]) => `${axis} ${label}`).join(", ");
