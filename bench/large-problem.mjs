import { bellmanProblem } from "../packages/math/dist/index.js";
import { cacheSizes } from "./machine.mjs";
import { atMost, interleaved, local as timed } from "./measure.mjs";
import { randomProcess } from "./problems.mjs";

export const name = "Ten million transitions: memory, and time for each (4 actions × 5 successors)";

/** Where an array of so many bytes is read from, sweep after sweep. */
function levelOf(bytes) {
  const level = cacheSizes().find((cache) => bytes <= cache.bytes);
  return level ? level.name : "memory";
}

function sweeper(transitionCount, nearby) {
  const process = randomProcess({ stateCount: transitionCount / 20, actionCount: 4, width: 5, discount: 0.95, nearby });
  const problem = bellmanProblem(process);
  const { arena, stateCount } = problem;
  const first = new Float64Array(stateCount), second = new Float64Array(stateCount);
  const valueBytes = 8 * stateCount, tableBytes = 12 * transitionCount + 32 * stateCount;
  const values = `value array ${(valueBytes / 1024).toFixed(0)} KiB (${levelOf(valueBytes)})`;
  const tables = `tables ${(tableBytes / 2 ** 20).toFixed(1)} MiB (${levelOf(tableBytes)})`;
  return {
    bytes: arena.byteUsed,
    text: `${transitionCount.toExponential(0)}: ${values}, ${tables}`,
    candidate: timed(() => problem.sweep(first, second)),
  };
}

export async function run() {
  const small = sweeper(1e4), middle = sweeper(1e6), large = sweeper(1e7), local = sweeper(1e7, 1000);
  const sizes = { small: 1e4, middle: 1e6, large: 1e7, local: 1e7 };
  const times = await interleaved({
    small: small.candidate, middle: middle.candidate, large: large.candidate, local: local.candidate,
  });
  const each = Object.fromEntries(Object.entries(times).map(([key, time]) => [key, time / sizes[key]]));
  return {
    rows: [
      atMost("arena of ten million transitions", 200, large.bytes / 1e6, " MB"),
      atMost("time for each transition at 1e7 against 1e4, successors drawn from all states", 3, each.large / each.small),
      atMost("the same, successors within 1,000 states", 3, each.local / each.small),
    ],
    notes: [
      Object.entries(each).map(([key, time]) => `${key} ${time.toFixed(2)} ns`).join(", "),
      `Read from: ${[small, middle, large].map(({ text }) => text).join("; ")}`,
    ],
  };
}
