// A million training steps of a tiny program: what memory does meanwhile.
import { add, grad, mean, mul, program, square, store, sub, tensor } from "../packages/autodiff/dist/index.js";

export const name = "Memory over a million training steps";

function tinyTraining() {
  const weights = store({ slope: tensor([0.1, -0.2]), count: tensor(0) });
  const step = program(({ weights: { slope, count }, x, y }) => {
    const loss = (w) => mean(square(sub(mul(w, x), y)));
    return { loss: loss(slope), weights: { slope: sub(slope, mul(0.01, grad(loss)(slope))), count: add(mul(count, 0.999), 1) } };
  }, { weights, x: { shape: [2] }, y: { shape: [2] } });
  return { weights, step };
}

/** With `--expose-gc` garbage is collected before each look. */
function look(arena) {
  globalThis.gc?.();
  const { heapUsed, rss, arrayBuffers } = process.memoryUsage();
  return { heapUsed, rss, arrayBuffers, arena: arena.byteUsed };
}

const growth = (from, to) => Object.fromEntries(Object.keys(from).map((key) => [key, (to[key] - from[key]) / 1024]));

export async function run(count = 1_000_000) {
  const { weights, step } = tinyTraining();
  const { arena } = weights["~store"];
  const given = { x: [1, 2], y: [3, 4] };
  const train = (steps) => {
    for (let update = 0; update < steps; update++) step.run(given);
  };
  train(count / 10);
  const before = look(arena);
  train(count);
  const grown = growth(before, look(arena));
  const rows = [["heapUsed", 100], ["arena", 0], ["arrayBuffers", 0]].map(([what, goal]) => ({
    metric: `${what} after ${count} steps`, goal: `≤ ${goal} KB more`, measured: `${grown[what].toFixed(1)} KB`, holds: grown[what] <= goal,
  }));
  return { rows, notes: [`rss: ${grown.rss.toFixed(0)} KB more`, globalThis.gc === undefined ? "without --expose-gc: garbage is counted" : "garbage collected before each look"] };
}

if (import.meta.url === `file://${process.argv[1]}`) {
  const { rows, notes } = await run();
  console.table(rows);
  console.log(notes.join("\n"));
}
