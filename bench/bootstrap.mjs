import { philox, seedKey } from "../packages/math/dist/index.js";
import { aggregateIntervals } from "../packages/stats/dist/index.js";
import { atLeast, interleaved, local, notMeasured } from "./measure.mjs";
import { openPython, pythons } from "./python.mjs";

export const name = "Bootstrap intervals of the interquartile mean: 10 methods × 26 tasks × 10 seeds, 50,000 replicates";

const [methodCount, taskCount, seedCount, resamples] = [10, 26, 10, 50000];
/** Replicates of the programs that take one after another; their time is in proportion to it. */
const fewer = { plain: 250, sorted: 1000 };
const all = ["mean", "median", "interquartileMean", "optimalityGap"];

/** [10][26][10] Scores with a long tail, whose scale differs between tasks. */
function scoresOfMethods() {
  const random = philox.streams(seedKey(2021), 1).lane(0);
  const runs = (scale) => Float64Array.from({ length: seedCount }, () => scale * Math.exp(random.normal()));
  const tasks = (scale) => Array.from({ length: taskCount }, (_, t) => runs(scale / (1 + t)));
  return Array.from({ length: methodCount }, (_, m) => tasks(1 + 0.1 * m));
}

const interval = (tasks, m, aggregates) => aggregateIntervals(tasks, { key: seedKey(m), resamples, aggregates });

/** One method at each call, the next of them. */
function oneMethod(methods, aggregates) {
  let at = -1;
  return local(() => {
    at = (at + 1) % methodCount;
    interval(methods[at], at, aggregates);
  });
}

/** Throws unless both programs find the same intervals, but for the noise of their draws. */
async function compare(python, methods) {
  const ours = methods.map((tasks, m) => interval(tasks, m, ["interquartileMean"]).interquartileMean);
  const { intervals: theirs } = await python.set({
    methods: methods.map((tasks) => tasks.map((task) => [...task])), resamples: { best: resamples, ...fewer }, show: ["best"],
  });
  theirs.best.forEach(([low, high], m) => {
    const width = ours[m].high - ours[m].low;
    const apart = Math.max(Math.abs(low - ours[m].low), Math.abs(high - ours[m].high)) / width;
    if (!(apart < 0.03)) throw new Error(`method ${m}: NumPy's interval differs by ${apart} of its width`);
  });
}

async function measurePython(python, methods) {
  await compare(python, methods);
  const candidates = { ours: oneMethod(methods, ["interquartileMean"]), four: oneMethod(methods, all) };
  for (const program of ["best", "plain", "sorted"]) candidates[program] = python.candidate(program);
  const { ratio, time } = await interleaved(candidates, { rounds: 21, milliseconds: 1 });
  const seconds = (program) => `${(methodCount * time(program) * resamples / (fewer[program] ?? resamples) / 1e9).toFixed(2)} s`;
  const version = python.description.split(",")[0];
  const against = (program) => ratio(program, "ours", resamples / (fewer[program] ?? resamples));
  return {
    rows: [
      atLeast(`${version}, its best form (gather and sort in float32)`, 2, against("best")),
      atLeast(`${version}, a straightforward form (a loop with SciPy's trim_mean)`, 25, against("plain")),
      atLeast(`${version}, the same loop with a sort instead of trim_mean`, undefined, against("sorted")),
    ],
    notes: [
      `CPU time of all ten methods against ${python.description}: ${seconds("ours")}, NumPy's best form ${seconds("best")}, `
      + `the loop ${seconds("plain")} (with a sort ${seconds("sorted")}). `
      + `All four aggregates from the same resamples: ${seconds("four")}.`,
    ],
  };
}

/** Every installation found: newer versions of NumPy sort with wider vectors. */
async function eachPython(visit) {
  const seen = new Set();
  for (const candidate of pythons) {
    const python = await openPython("bootstrap.py", ["numpy", "scipy"], [candidate]);
    if (python.missing) continue;
    const version = python.description.split(" (")[0];
    if (!seen.has(version)) await visit(python);
    seen.add(version);
    python.close();
  }
}

export async function run() {
  const methods = scoresOfMethods();
  const [rows, notes] = [[], []];
  await eachPython(async (python) => {
    const measured = await measurePython(python, methods);
    rows.push(...measured.rows);
    notes.push(...measured.notes);
  });
  if (rows.length === 0) return { rows: [notMeasured("intervals", "≥ 2×", "no numpy and scipy found")], notes: [] };
  notes.push(
    "A sample is one method with all its replicates, and the methods take turns; the ten methods are ten such. "
    + `The loops run ${fewer.plain} and ${fewer.sorted} replicates and are scaled to 50,000. Ours is exact float64 and seeded, the same bits `
    + "everywhere. That both find the same intervals, but for the noise of their draws, is checked before.",
  );
  return { rows, notes };
}
