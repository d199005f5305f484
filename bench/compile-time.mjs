import { compiledOf } from "../packages/autodiff/dist/program.js";
import { median } from "./measure.mjs";
import { examples, recurrent, regression, softActorCritic } from "./traced-programs.mjs";
import { relu } from "../packages/autodiff/dist/index.js";

export const name = "Tracing and compiling a program";

const GOALS = new Map([["MLP 4-64-64-2 B32 relu", 20], ["SAC", 50]]);

function milliseconds(run) {
  const start = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(start);
  return [(user + system) / 1000, result];
}

/** CPU time of the main thread and what it starts; the first build, and a median of those after it. */
function timesOf(example, count) {
  const [first, compiled] = milliseconds(example.prepare());
  const later = Array.from({ length: count }, () => milliseconds(example.prepare())[0]);
  return { first, times: later.slice(later.length >> 1), compiled };
}

export async function run(count = 30) {
  const rows = [], notes = [];
  const all = [regression([4, 64, 64, 2], 32, relu, "MLP 4-64-64-2 B32 relu"), softActorCritic(), ...examples().slice(6),
    recurrent(), recurrent(15, 64, 32, 16, "GRU ×15 unrolled", true)];
  for (const example of all) {
    if (rows.some(({ metric }) => metric.startsWith(example.name))) continue;
    const { first, times, compiled } = timesOf(example, count);
    const { kernels, codeBytes } = compiledOf(compiled);
    const [middle, goal] = [median(times), GOALS.get(example.name)];
    rows.push({
      metric: `${example.name}, warm`, goal: goal === undefined ? "—" : `≤ ${goal} ms`,
      measured: `${middle.toFixed(1)} ms (${Math.min(...times).toFixed(1)} to ${Math.max(...times).toFixed(1)})`,
      holds: goal === undefined ? undefined : middle <= goal,
    });
    notes.push(`${example.name}: first ${first.toFixed(0)} ms, ${kernels.length} kernels, ${codeBytes} bytes of code`);
  }
  return { rows, notes };
}

if (import.meta.url === `file://${process.argv[1]}`) {
  const { rows, notes } = await run(Number(process.argv[2] ?? 30));
  console.table(rows);
  console.log(notes.join("\n"));
}
