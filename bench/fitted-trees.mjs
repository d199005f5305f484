import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { datasetOf } from "../packages/data/dist/index.js";
import { carOnTheHill } from "../packages/env-control/dist/index.js";
import { philox, seedKey } from "../packages/math/dist/index.js";
import { extraTrees, fittedQ } from "../packages/planner-fitted/dist/index.js";
import { stepBuffers, transitionBatch } from "../packages/protocol/dist/index.js";
import { atLeast, median, notMeasured } from "./measure.mjs";
import { openScikitLearn } from "./scikit-learn.mjs";

export const name = "Fitted Q-iteration with extremely randomized trees, against scikit-learn";

const count = 55_000, heldOut = 5_000, iterations = 20, treeCount = 50, minimumSplit = 5;
const world = carOnTheHill();
const { size } = world.observation;

/** Transitions of a random policy from the car's rest, episode after episode. */
function randomTransitions(rows, seed) {
  const batch = transitionBatch(world, rows);
  const streams = philox.streams(seedKey(seed), 1), random = streams.lane(0);
  const state = new Float64Array(size), action = new Int32Array(1), out = stepBuffers(world.state, 1);
  world.start(streams, state);
  for (let row = 0; row < rows; row++) {
    action[0] = random.integer(world.action.count);
    world.step(state, action, streams, out);
    batch.observation.set(state, row * size);
    batch.nextObservation.set(out.state, row * size);
    batch.action[row] = action[0];
    batch.reward[row] = out.reward[0];
    batch.discount[row] = out.terminated[0] ? 0 : world.discount;
    batch.last[row] = out.terminated[0];
    if (out.terminated[0]) world.start(streams, state);
    else state.set(out.state);
  }
  batch.size = rows;
  return batch;
}

/** Rows of state, action, reward, next state, discount. */
function writeRows(file, batches) {
  const width = 2 * size + 3;
  const rows = new Float64Array(batches.reduce((sum, batch) => sum + batch.size, 0) * width);
  let at = 0;
  for (const { size: rowCount, observation, action, reward, nextObservation, discount } of batches) {
    for (let i = 0; i < rowCount; i++, at += width) {
      rows.set(observation.subarray(i * size, (i + 1) * size), at);
      rows.set([action[i], reward[i]], at + size);
      rows.set(nextObservation.subarray(i * size, (i + 1) * size), at + size + 2);
      rows[at + width - 1] = discount[i];
    }
  }
  writeFileSync(file, new Uint8Array(rows.buffer));
}

/** Root mean square of the Bellman residual on transitions that were held out. */
function judge({ value, actionValue }, { observation, action, reward, nextObservation, discount }) {
  const next = new Float64Array(heldOut), said = new Float64Array(heldOut * world.action.count);
  value.evaluate(nextObservation, next);
  actionValue.evaluate(observation, null, said);
  let squares = 0;
  for (let i = 0; i < heldOut; i++) {
    squares += (reward[i] + discount[i] * next[i] - said[i * world.action.count + action[i]]) ** 2;
  }
  return Math.sqrt(squares / heldOut);
}

/** Ours: one plan of one iteration at a time, each beginning with the Q of the one before. */
function ours(batch, seed) {
  const planner = fittedQ(world, { regressor: extraTrees({ treeCount, minimumSplit }), iterations: 1, capacity: count });
  const random = philox.streams(seedKey(seed), 1).lane(0);
  const state = planner.init(random), data = datasetOf(batch);
  return {
    decision: planner.decision(state),
    nodes: () => state.actionValue.nodeCount,
    megabytes: Object.values(state.actionValue).reduce((sum, array) => sum + (array.byteLength ?? 0), 0) / 2 ** 20,
    iterate() {
      const start = process.cpuUsage();
      planner.plan(state, { data }, random);
      const { user, system } = process.cpuUsage(start);
      return 1000 * (user + system);
    },
  };
}

async function compare(ask) {
  const folder = mkdtempSync(join(tmpdir(), "fitted-trees-"));
  const [data, test] = [randomTransitions(count, 1), randomTransitions(heldOut, 2)];
  writeRows(join(folder, "transitions"), [data, test]);
  await ask({
    do: "load", path: join(folder, "transitions"), count, held_out: heldOut, state_size: size, action_count: world.action.count,
  });
  rmSync(folder, { recursive: true });
  const here = ours(data, 3), times = [];
  let there;
  for (let k = 0; k < iterations; k++) {
    const mine = here.iterate();
    there = await ask({ do: "iterate", trees: treeCount, minimum_split: minimumSplit, seed: 100 * k });
    times.push({ here: mine, there: there.nanoseconds });
  }
  return { here, there, times, errors: { here: judge(here.decision, test), there: (await ask({ do: "judge" })).error } };
}

const total = (times, side) => times.reduce((sum, time) => sum + time[side], 0) / 1e9;

export async function run() {
  const opened = openScikitLearn("fitted-trees.py");
  const metric = "speed, 55,000 transitions, 20 iterations of 2 × 50 trees";
  if (opened.missing) return { rows: [notMeasured(metric, "≥ 0.7×", opened.missing)], notes: [] };
  const { here, there, times, errors } = await compare(opened.ask);
  opened.close();
  const ratios = times.map((time) => time.there / time.here).toSorted((a, b) => a - b);
  const quarter = Math.floor((ratios.length - 1) / 4);
  const accuracy = errors.there / errors.here;
  return {
    rows: [
      atLeast(metric, 0.7, { low: ratios[quarter], middle: median(ratios), high: ratios.at(-1 - quarter) }),
      atLeast("held-out Bellman error of scikit-learn, in ours", 0.95, { low: accuracy, middle: accuracy, high: accuracy }),
    ],
    notes: [
      `${opened.description}; car on the hill, a random policy; nMin = ${minimumSplit}, K = 2; one thread, CPU time, in turn.`,
      `All iterations: ${total(times, "here").toFixed(1)} s here, ${total(times, "there").toFixed(1)} s there.`,
      `Held-out Bellman error (root mean square): ${errors.here.toFixed(5)} here, ${errors.there.toFixed(5)} there.`,
      `Nodes at the end: ${here.nodes().toLocaleString("en-US")} here, ${there.nodes.toLocaleString("en-US")} there.`,
      `Memory: ${here.megabytes.toFixed(0)} MiB of room for trees; greatest of the process `
        + `${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB here, ${there.megabytes.toFixed(0)} MiB there.`,
    ],
  };
}
