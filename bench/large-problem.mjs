import { bellmanProblem, createArena } from "../packages/math/dist/index.js";
import { cacheSizes } from "./machine.mjs";
import { atMost, atMostExactly, interleaved, local } from "./measure.mjs";
import { randomProcess } from "./problems.mjs";

export const name = "Ten million transitions: memory, and time for each transition of a sweep against ten thousand transitions";

const actionCount = 4, few = 1e4, many = 1e7;

/** `nearby`: successors lie within so many states. What a sweep reads besides its tables is the values of those. */
const shapes = [
  { key: "25 successors", width: 25 },
  { key: "5 successors, within 1,000 states", width: 5, nearby: 1000 },
  { key: "5 successors, anywhere (the worst case)", width: 5 },
];

/** Where an array of so many bytes is read from, sweep after sweep. */
function levelOf(bytes) {
  const level = cacheSizes().find((cache) => bytes <= cache.bytes);
  return level ? level.name : "memory";
}

const size = (bytes) => (bytes < 2 ** 20 ? `${(bytes / 2 ** 10).toFixed(0)} KiB` : `${(bytes / 2 ** 20).toFixed(1)} MiB`);
const read = (bytes) => `${size(bytes)} (${levelOf(bytes)})`;

/** A sweep over a process of so many transitions: how to time it, and what it reads. */
function sweeper({ width, nearby }, transitionCount) {
  const stateCount = transitionCount / width / actionCount, reach = Math.min(nearby ?? stateCount, stateCount);
  const arena = createArena({ bytes: 20 * transitionCount });
  const problem = bellmanProblem(randomProcess({ stateCount, actionCount, width, discount: 0.95, nearby: reach }), { arena });
  const value = arena.allocate("float64", stateCount), outValue = arena.allocate("float64", stateCount);
  const tableBytes = 12 * transitionCount + 8 * actionCount * stateCount;
  return {
    bytes: arena.byteUsed,
    text: `${stateCount.toLocaleString("en-US")} states: values of successors ${read(8 * reach)}, tables ${read(tableBytes)}`,
    candidate: local(() => problem.sweep(value, outValue)),
  };
}

async function compare(shape) {
  const small = sweeper(shape, few), large = sweeper(shape, many);
  const times = await interleaved({ small: small.candidate, large: large.candidate }, { rounds: 15 });
  const each = `${(times.time("small") / few).toFixed(2)} ns and ${(times.time("large") / many).toFixed(2)} ns`;
  return {
    bytes: large.bytes,
    row: atMost(`time for each transition, 4 actions × ${shape.key}`, 3, times.ratio("large", "small", few / many)),
    note: `${shape.key}: ${each}. ${small.text}. ${large.text}.`,
  };
}

export async function run() {
  const compared = [];
  for (const shape of shapes) compared.push(await compare(shape));
  const bytes = Math.max(...compared.map((one) => one.bytes));
  return {
    rows: [
      atMostExactly("arena of ten million transitions, the largest of these", 200, bytes / 1e6, " MB"),
      ...compared.map(({ row }) => row),
    ],
    notes: [
      ...compared.map(({ note }) => note),
      "In brackets the smallest cache that holds it all; tables are read once a sweep, in order.",
    ],
  };
}
