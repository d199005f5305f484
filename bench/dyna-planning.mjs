import { createArena, dynaPlanning, philox, seedKey } from "../packages/math/dist/index.js";
import { atLeast, interleaved, local } from "./measure.mjs";

export const name = "Dyna-Q planning updates, 1,000 states × 4 actions, last-outcome model";

const actionCount = 4, steps = 50_000, discount = 0.95, stepSize = 0.1;

function randomModel(stateCount) {
  const random = philox.streams(seedKey(1), 1).lane(0);
  const rowCount = stateCount * actionCount;
  return {
    stateCount, rowCount, pairs: Int32Array.from({ length: rowCount }, (_, row) => row),
    successor: Int32Array.from({ length: rowCount }, () => random.integer(stateCount)),
    reward: Float64Array.from({ length: rowCount }, () => random.uniform()),
    terminated: Uint8Array.from({ length: rowCount }, () => (random.uniform() < 0.01 ? 1 : 0)),
  };
}

function kernel({ stateCount, rowCount, pairs, successor, reward, terminated }) {
  const arena = createArena({ bytes: 1 << 18 });
  const copy = (dtype, array) => {
    const view = arena.allocate(dtype, array.length);
    view.set(array);
    return view;
  };
  const model = {
    kind: "last-outcome",
    successor: copy("int32", successor), reward: copy("float64", reward), terminated: copy("uint8", terminated),
  };
  const planning = dynaPlanning({
    arena, stateCount, actionCount, discount, stepSize, model, pairs: copy("int32", pairs), pairCount: () => rowCount,
    actionValue: arena.allocate("float64", rowCount), random: philox.streams(seedKey(2), 1),
  });
  return local(() => planning.planQLearning(steps));
}

/** As many words of the stream as the kernel reads, and nothing else. */
function wordsAlone() {
  const { allocate, kernels } = createArena();
  const words = allocate("uint32", 1024);
  return local(() => {
    for (let i = 0; i < steps; i += words.length) kernels.philoxBlocks(1, 2, 0, i >>> 2, 0, words.length / 4, words.byteOffset);
  });
}

/** A plain loop over the same tables: xorshift32 and a multiplication for the row; `maximum` of four numbers is what differs. */
function plain({ rowCount, pairs, successor, reward, terminated }, maximum) {
  const q = new Float64Array(rowCount);
  let x = 12345;
  const plan = new Function("q", "pairs", "successor", "reward", "terminated", "x", `
    for (let i = 0; i < ${steps}; i++) {
      x ^= x << 13; x ^= x >>> 17; x ^= x << 5;
      const row = pairs[Math.floor((x >>> 0) * ${rowCount / 2 ** 32})];
      const b = 4 * successor[row];
      ${maximum}
      const old = q[row];
      q[row] = old + ${stepSize} * (reward[row] + ${discount} * (1 - terminated[row]) * best - old);
    }
    return x;`);
  return local(() => {
    x = plan(q, pairs, successor, reward, terminated, x);
  });
}

/** The loop that the kernel replaces: the same stream through its face, and the same numbers. */
function sameStream({ rowCount, pairs, successor, reward, terminated }) {
  const q = new Float64Array(rowCount);
  const random = philox.streams(seedKey(2), 1).lane(0);
  return local(() => {
    for (let i = 0; i < steps; i++) {
      const row = pairs[random.integer(rowCount)];
      const first = actionCount * successor[row];
      let best = q[first];
      for (let action = 1; action < actionCount; action++) if (q[first + action] > best) best = q[first + action];
      q[row] += stepSize * (reward[row] + discount * (terminated[row] ? 0 : best) - q[row]);
    }
  });
}

const maxima = {
  "Math.max": "const best = Math.max(Math.max(q[b], q[b + 1]), Math.max(q[b + 2], q[b + 3]));",
  ifs: `let best = q[b];
      if (q[b + 1] > best) best = q[b + 1];
      if (q[b + 2] > best) best = q[b + 2];
      if (q[b + 3] > best) best = q[b + 3];`,
  "branch-free": `const m = 0.5 * (q[b] + q[b + 1] + Math.abs(q[b] - q[b + 1]));
      const n = 0.5 * (q[b + 2] + q[b + 3] + Math.abs(q[b + 2] - q[b + 3]));
      const best = 0.5 * (m + n + Math.abs(m - n));`,
};

export async function run() {
  const model = randomModel(1000);
  const candidates = { ours: kernel(model), "ours, 300 states": kernel(randomModel(300)), "Philox words alone": wordsAlone() };
  for (const [key, maximum] of Object.entries(maxima)) candidates[key] = plain(model, maximum);
  candidates["same stream"] = sameStream(model);
  const times = await interleaved(candidates);
  const ordinary = times.time("Math.max") < times.time("ifs") ? "Math.max" : "ifs";
  const each = Object.keys(candidates).map((key) => `${key} ${(times.time(key) / steps).toFixed(2)}`);
  const ratio = (key) => times.ratio(key, "ours");
  const [words, small, whole] = ["Philox words alone", "ours, 300 states", "ours"].map((key) => times.time(key) / steps);
  return {
    rows: [
      atLeast(`against ordinary JavaScript (the faster of Math.max and ifs: ${ordinary})`, 10, ratio(ordinary)),
      atLeast("against branch-free JavaScript, max = (a + b + abs(a - b)) / 2", 2.5, ratio("branch-free")),
      atLeast("against the plain loop on the same Philox stream: the same numbers", undefined, ratio("same stream")),
    ],
    notes: [
      `Nanoseconds an update: ${each.join("; ")}.`,
      `Of ours: ${words.toFixed(1)} ns for the words of the stream, ${(small - words).toFixed(1)} ns for the update on tables of `
        + `29 KiB (300 states), ${(whole - small).toFixed(1)} ns more on tables of 98 KiB (1,000 states).`,
      "Every loop works on the same tables and heeds `terminated`. Math.max, ifs, branch-free: plain loops that draw rows by "
        + "xorshift32 and a multiplication, cheaper than Philox4x32-10 with an exactly uniform draw as ours has it. "
        + "Same stream: draws as ours does, through the stream's face, with ifs for the maximum.",
    ],
  };
}
