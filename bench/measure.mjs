// Timings that can be compared: CPU time of one thread, samples of all candidates in turn (ABAB …), medians.

export const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

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

/** Median CPU nanoseconds of one call of each candidate. */
export async function interleaved(candidates, { rounds = 11, milliseconds = 40 } = {}) {
  const names = Object.keys(candidates);
  const counts = {}, samples = {};
  for (const name of names) {
    counts[name] = await callsPerSample(candidates[name], milliseconds);
    samples[name] = [];
  }
  for (let round = 0; round < rounds; round++) {
    for (const name of names) samples[name].push(await candidates[name](counts[name]));
  }
  return Object.fromEntries(names.map((name) => [name, median(samples[name])]));
}

/** One row of the table: does `measured` reach the goal? */
export const atLeast = (metric, goal, measured) =>
  ({ metric, goal: `≥ ${goal}×`, measured: `${measured.toFixed(2)}×`, holds: measured >= goal });
export const atMost = (metric, goal, measured, unit = "×") =>
  ({ metric, goal: `≤ ${goal}${unit}`, measured: `${measured.toFixed(2)}${unit}`, holds: measured <= goal });
/** A figure that nothing was promised about. */
export const observed = (metric, measured) => ({ metric, goal: "—", measured: `${measured.toFixed(2)}×`, holds: undefined });
export const notMeasured = (metric, goal, why) => ({ metric, goal, measured: `not measured: ${why}`, holds: undefined });
