// VAML, IterVAML and maximum likelihood on a softmax table of 1,000 states: time of a step, time of compiling, memory.
import { memoryUsage } from "node:process";
import { replay } from "../packages/data/dist/index.js";
import { gradientLearner } from "../packages/learning/dist/index.js";
import { philox, seedKey } from "../packages/math/dist/index.js";
import { iterVaml, maximumLikelihood, squaredReward, vaml } from "../packages/model-losses/dist/index.js";
import { softmaxTable } from "../packages/model-tabular/dist/index.js";
import { adam } from "../packages/nn/dist/index.js";
import { garnet } from "../packages/env-tabular/dist/index.js";
import { valueIteration } from "../packages/planner-tabular/dist/index.js";
import { transitionBatch } from "../packages/protocol/dist/index.js";
import { median } from "./measure.mjs";

export const name = "Losses on a softmax table of 1,000 states";

const [stateCount, actionCount, batchSize, featureCount] = [1000, 2, 256, 16];

/** Transitions of a Garnet, every pair alike. */
function recorded(world, count, random) {
  const data = replay(world, count);
  const rows = transitionBatch(world, 1);
  rows.size = 1;
  const { rowStart, rowEnd, successor, probability, reward } = world.mdp;
  for (let i = 0; i < count; i++) {
    const row = random.integer(stateCount * actionCount);
    let [k, left] = [rowStart[row], random.uniform()];
    while (k < rowEnd[row] - 1 && (left -= probability[k]) > 0) k++;
    rows.observation[0] = Math.floor(row / actionCount);
    rows.action[0] = row % actionCount;
    rows.nextObservation[0] = successor[k];
    rows.reward[0] = reward[row];
    rows.discount[0] = world.discount;
    data.add(rows);
  }
  return data;
}

const megabytes = () => {
  globalThis.gc?.();
  const { rss, arrayBuffers } = memoryUsage();
  return { rss: rss / 2 ** 20, arrayBuffers: arrayBuffers / 2 ** 20 };
};

/** Milliseconds of CPU time. */
function milliseconds(run) {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

export async function run(updates = 5, steps = 20) {
  const random = philox.streams(seedKey(1), 1).lane(0);
  const world = garnet({ states: stateCount, actions: actionCount, branching: 5, seed: 1 });
  const data = recorded(world, 50_000, random);
  const planner = valueIteration(world);
  const plan = planner.init(random);
  planner.plan(plan, { mdp: world.mdp }, random);
  const decision = planner.decision(plan);
  const features = Array.from({ length: stateCount }, () => Float64Array.from({ length: featureCount }, () => random.normal()));
  const losses = { "maximum likelihood": maximumLikelihood(), IterVAML: iterVaml(), [`VAML, ${featureCount} features`]: vaml({ features }) };
  const rows = [], notes = [];
  for (const [label, loss] of Object.entries(losses)) {
    const before = megabytes();
    const learner = gradientLearner({
      model: softmaxTable(world), loss, rewardLoss: squaredReward(), optimizer: adam({ rate: 0.05 }), batchSize, steps,
    });
    const state = learner.init(random);
    const first = milliseconds(() => learner.update(state, data, decision, random));
    const times = Array.from({ length: updates }, () => milliseconds(() => learner.update(state, data, decision, random)) / steps);
    const after = megabytes();
    rows.push({ metric: `${label}: a step of ${batchSize} transitions`, goal: "—", measured: `${median(times).toFixed(1)} ms`, holds: undefined });
    notes.push(`${label}: first update, compiling included, ${first.toFixed(0)} ms; loss ${learner.metrics(state).trainingLoss.toPrecision(4)}; `
      + `${(after.arrayBuffers - before.arrayBuffers).toFixed(0)} MB of numbers, ${(after.rss - before.rss).toFixed(0)} MB resident`);
  }
  return { rows, notes };
}

if (import.meta.url === `file://${process.argv[1]}`) {
  const { rows, notes } = await run();
  console.table(rows);
  console.log(notes.join("\n"));
}
