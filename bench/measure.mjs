// Timings that can be compared: CPU time of one thread, short samples of all candidates in turn (ABAB …), medians.

import { setTimeout } from "node:timers/promises";

const sorted = (numbers) => numbers.toSorted((a, b) => a - b);
export const median = (numbers) => sorted(numbers)[numbers.length >> 1];

/** A candidate that runs here: CPU nanoseconds of one call, averaged over `count` calls. */
export const local = (run) => async (count) => {
  const start = process.cpuUsage();
  for (let i = 0; i < count; i++) run();
  const { user, system } = process.cpuUsage(start);
  return 1000 * (user + system) / count;
};

/** How many calls fill a sample; the calls that find it out also warm the code up. */
async function callsPerSample(candidate, milliseconds) {
  let count = 1;
  for (;;) {
    const spent = count * await candidate(count) / 1e6;
    if (spent >= milliseconds) return count;
    count = Math.ceil(count * Math.max(2, 1.2 * milliseconds / Math.max(spent, 0.1)));
  }
}

/**
 * CPU nanoseconds of one call of each candidate: `time(name)`, a median over the rounds.
 * `ratio(a, b)`: how many times as long `a` takes. Both are timed within a moment of each other in every round, so what else the
 * machine does touches both; `middle` is the median of the rounds' ratios, `low` and `high` are their quartiles; `fastest` compares
 * the fastest samples of either, which come from moments when nothing else was done.
 */
export async function interleaved(candidates, { rounds = 25, milliseconds = 16 } = {}) {
  const names = Object.keys(candidates);
  const counts = {}, samples = {};
  // Twice: engines compile in the background what has run often, and on a busy machine that takes them a while.
  for (let pass = 0; pass < 2; pass++) {
    for (const name of names) {
      counts[name] = await callsPerSample(candidates[name], milliseconds);
      await candidates[name](3 * counts[name]);
      await setTimeout(20);
      samples[name] = [];
    }
  }
  for (let round = 0; round < rounds; round++) {
    for (const name of names) samples[name].push(await candidates[name](counts[name]));
  }
  return {
    time: (name) => median(samples[name]),
    ratio: (a, b, scale = 1) => ({
      ...spread(samples[a].map((time, round) => scale * time / samples[b][round])),
      fastest: scale * Math.min(...samples[a]) / Math.min(...samples[b]),
    }),
    /** `work` divided by each time: a rate. */
    rate: (name, work) => spread(samples[name].map((time) => work / time)),
  };
}

/** Median and quartiles; the extremes where there are only three numbers. */
export function spread(numbers) {
  const quarter = Math.floor((numbers.length - 1) / 4);
  return { low: sorted(numbers)[quarter], middle: median(numbers), high: sorted(numbers).at(-1 - quarter) };
}

/** Median and quartiles, in brackets. */
export const shown = ({ low, middle, high }, unit) => `${middle.toFixed(2)}${unit} (${low.toFixed(2)} to ${high.toFixed(2)})`;

/** Rows of the table: does `measured` reach the goal? A goal of undefined: nothing was promised. */
export const atLeast = (metric, goal, measured, unit = "×") => ({
  metric, goal: goal === undefined ? "—" : `≥ ${goal}${unit}`, measured: shown(measured, unit),
  holds: goal === undefined ? undefined : measured.middle >= goal,
});
export const atMost = (metric, goal, measured, unit = "×") => ({
  metric, goal: `≤ ${goal}${unit}`, measured: shown(measured, unit), holds: measured.middle <= goal,
});
/** A size, which is the same every time. */
export const atMostExactly = (metric, goal, measured, unit) =>
  ({ metric, goal: `≤ ${goal}${unit}`, measured: `${measured.toFixed(2)}${unit}`, holds: measured <= goal });
export const notMeasured = (metric, goal, why) => ({ metric, goal, measured: `not measured: ${why}`, holds: undefined });
