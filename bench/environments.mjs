import { cartPole, pendulum } from "../packages/env-control/dist/index.js";
import { philox, seedKey } from "../packages/math/dist/index.js";
import { allocate, stepBuffers, vectorStep } from "../packages/protocol/dist/index.js";
import { asEnvironment, vectorize } from "../packages/rollout/dist/index.js";
import { atLeast, interleaved, local, notMeasured } from "./measure.mjs";
import { openPython } from "./python.mjs";

export const name = "Environments: steps of CartPole and Pendulum, against the same formulas in NumPy";

const worlds = {
  cartPole: { make: cartPole, draw: (random) => random.integer(2), limit: 500 },
  pendulum: { make: pendulum, draw: (random) => 4 * random.uniform() - 2, limit: 200 },
};
const laneCounts = [64, 1024];
const actionRows = 1009;
const randomOf = (seed) => philox.streams(seedKey(seed), 1).lane(0);

/** Actions of `actionRows` steps, drawn beforehand, as for NumPy. */
function actionsOf(world, lanes, draw) {
  const random = randomOf(1);
  return Array.from({ length: actionRows }, () => allocate(world.action, lanes).map(() => draw(random)));
}

/** Steps and observations of a batch as planners and models take them: no time limit, lanes that ended begin anew. */
function batchOf({ make, draw }, lanes) {
  const world = make();
  const actions = actionsOf(world, lanes, draw);
  const streams = philox.streams(seedKey(0), lanes);
  const [fresh, observation] = [allocate(world.state, lanes), allocate(world.observation, lanes)];
  let [now, next] = [stepBuffers(world.state, lanes), stepBuffers(world.state, lanes)]; // in turn
  world.start(streams, now.state);
  world.start(streams, fresh);
  const { size } = world.state;
  let at = 0;
  return local(() => {
    world.step(now.state, actions[at], streams, next);
    at = (at + 1) % actionRows;
    world.observe(next.state, observation);
    beginAnew(next.state, next.terminated, fresh, size);
    [now, next] = [next, now];
  });
}

/** Puts lanes that ended back to states that were drawn beforehand. */
function beginAnew(state, terminated, fresh, size) {
  const lanes = terminated.length;
  for (let b = 0; b < lanes; b++) {
    if (terminated[b] === 1) for (let i = b * size; i < (b + 1) * size; i++) state[i] = fresh[i];
  }
}

/** The same through `vectorize`: phases, time limit, fresh starts drawn from each lane's stream. */
function vectorOf({ make, draw }, lanes) {
  const world = make();
  const environment = vectorize(world, lanes, { seed: 0 });
  const actions = actionsOf(world, lanes, draw);
  const [out, mask] = [vectorStep(world.observation, lanes), new Uint8Array(lanes).fill(1)];
  environment.reset(mask, out.observation);
  let at = 0;
  return local(() => {
    environment.step(actions[at], out);
    at = (at + 1) % actionRows;
    let ended = 0;
    for (let b = 0; b < lanes; b++) ended += mask[b] = out.terminated[b] | out.truncated[b];
    if (ended > 0) environment.reset(mask, out.observation);
  });
}

/** One environment through the Gym-like face: each step makes its own observation and result. */
function faceOf({ make, draw, limit }) {
  const world = make();
  const environment = asEnvironment(world, { seed: 0 });
  const actions = actionsOf(world, 1, draw).map((action) => (world.action.kind === "discrete" ? action[0] : action));
  environment.reset();
  let [at, elapsed] = [0, 0];
  return local(() => {
    const { terminated } = environment.step(actions[at]);
    at = (at + 1) % actionRows;
    elapsed++;
    if (!terminated && elapsed < limit) return;
    environment.reset();
    elapsed = 0;
  });
}

/** Throws unless both programs take the same steps. */
async function compare(python, name, { make }) {
  const world = make();
  const environment = asEnvironment(world, { seed: 0 });
  const { steps } = await python.set({ show: name });
  let largest = 0;
  const look = (expected, found) => { for (let i = 0; i < found.length; i++) largest = Math.max(largest, Math.abs(expected[i] - found[i])); };
  look(steps[0], environment.reset({ seed: 7 }).observation);
  for (let k = 0; k < 8; k++) {
    const { observation, reward } = environment.step(name === "cartPole" ? k % 2 : Float32Array.of(1.5 - 0.25 * k));
    look(steps[k + 1], [...observation, reward]);
  }
  if (!(largest < 1e-6)) throw new Error(`${name}: NumPy's steps differ by ${largest}`);
}

async function measureWorld(python, name) {
  const world = worlds[name];
  await compare(python, name, world);
  const candidates = { face: faceOf(world) };
  for (const lanes of laneCounts) {
    candidates[`batch ${lanes}`] = batchOf(world, lanes);
    candidates[`vectorize ${lanes}`] = vectorOf(world, lanes);
  }
  for (const lanes of [0, ...laneCounts]) {
    await python.set({ world: name, lanes });
    candidates[`numpy ${lanes}`] = python.candidate(`${name} ${lanes}`);
  }
  return interleaved(candidates);
}

function rowsOf(name, { ratio }) {
  const rows = [];
  for (const lanes of laneCounts) {
    rows.push(atLeast(`${name}, batch of ${lanes}: steps and observations, to NumPy's one environment`, 200, ratio("numpy 0", `batch ${lanes}`, lanes)));
  }
  rows.push(atLeast(`${name}, one environment through the Gym-like face, to NumPy's one`, 40, ratio("numpy 0", "face")));
  for (const lanes of laneCounts) {
    rows.push(atLeast(`${name}, batch of ${lanes}, to NumPy's ${lanes} at once`, undefined, ratio(`numpy ${lanes}`, `batch ${lanes}`)));
    rows.push(atLeast(`${name}, \`vectorize\` of ${lanes} with limits and resets, to NumPy's ${lanes} at once`, undefined,
      ratio(`numpy ${lanes}`, `vectorize ${lanes}`)));
  }
  return rows;
}

export async function run() {
  const python = await openPython("environments.py", ["numpy"]);
  if (python.missing) return { rows: [notMeasured("steps", "≥ 200×", python.missing)], notes: [] };
  const [rows, notes] = [[], [
    `Against ${python.description}. NumPy's one environment makes and returns what Gymnasium's does, without Gymnasium's wrappers.`,
    "Random actions, drawn beforehand; episodes that end begin anew in all programs. The same steps are taken: that is checked before.",
  ]];
  for (const world of Object.keys(worlds)) {
    const measured = await measureWorld(python, world);
    rows.push(...rowsOf(world, measured));
    const nanoseconds = (candidate, lanes = 1) => `${(measured.time(candidate) / lanes).toFixed(0)} ns`;
    notes.push(`${world}, one step: ${nanoseconds("batch 64", 64)} in a batch of 64, ${nanoseconds("vectorize 64", 64)} through \`vectorize\`, `
      + `${nanoseconds("face")} through the Gym-like face, ${nanoseconds("numpy 0")} in NumPy, ${nanoseconds("numpy 64", 64)} of 64 in NumPy, `
      + `${nanoseconds("numpy 1024", 1024)} of 1024.`);
  }
  python.close();
  return { rows, notes };
}
