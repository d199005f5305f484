/** More would remember how it was, not how it is. */
const mostTimes = 200;
/** Shorter gaps are no break. */
const leastBreak = 60_000;
/** A gap this many times the usual one is a break: somebody went on with a sweep that had stopped. */
const breakFactor = 20;

/** How fast runs finish. */
export interface Pace {
  /** Milliseconds from one finished run to the next, all processes together, since the last break; of three runs or more. */
  interval(now: number): number | undefined;
  /** @param times - when runs finished, in milliseconds, in any order */
  add(times: readonly number[]): void;
  /** When the last run finished; undefined where none has. */
  readonly last: number | undefined;
}

/** Looks at the latest finished runs. */
export function pace(): Pace {
  let times: readonly number[] = [];
  return Object.freeze({
    get last() { return times.at(-1); },
    add(more) { times = [...times, ...more].sort((a, b) => a - b).slice(-mostTimes); },
    interval(now) {
      const stretch = sinceBreak(times);
      if (stretch.length < 3) return undefined;
      const [first, last] = [stretch[0]!, stretch.at(-1)!];
      return Math.max((last - first) / (stretch.length - 1), (Math.max(now, last) - first) / (stretch.length + 1));
    },
  } satisfies Pace);
}

function sinceBreak(times: readonly number[]): readonly number[] {
  const gaps = times.slice(1).map((time, index) => time - times[index]!);
  const usual = [...gaps].sort((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0;
  const breaks = gaps.flatMap((gap, index) => (gap > Math.max(leastBreak, breakFactor * usual) ? [index + 1] : []));
  return times.slice(breaks.at(-1) ?? 0);
}
