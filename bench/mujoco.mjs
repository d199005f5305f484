import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import * as worlds from "../packages/env-mujoco/dist/index.js";
import { antModel } from "../packages/env-mujoco/dist/models/ant-model.js";
import { halfCheetahModel } from "../packages/env-mujoco/dist/models/half-cheetah-model.js";
import { hopperModel } from "../packages/env-mujoco/dist/models/hopper-model.js";
import { invertedDoublePendulumModel } from "../packages/env-mujoco/dist/models/inverted-double-pendulum-model.js";
import { invertedPendulumModel } from "../packages/env-mujoco/dist/models/inverted-pendulum-model.js";
import { reacherModel } from "../packages/env-mujoco/dist/models/reacher-model.js";
import { swimmerModel } from "../packages/env-mujoco/dist/models/swimmer-model.js";
import { walker2dModel } from "../packages/env-mujoco/dist/models/walker2d-model.js";
import { pcg64, seedKey } from "../packages/math/dist/index.js";
import { atMost, interleaved, local } from "./measure.mjs";

export const name = "MuJoCo environments against bare calls of the engine";

const episodeSteps = 50;
const models = {
  hopper: () => hopperModel(0.0005), halfCheetah: halfCheetahModel, walker2d: walker2dModel, ant: () => antModel(0.005),
  swimmer: swimmerModel, reacher: reacherModel, invertedPendulum: invertedPendulumModel,
  invertedDoublePendulum: invertedDoublePendulumModel,
};
/** Those that fall go on falling, so that every episode has its steps. */
const options = { terminateWhenUnhealthy: false };

/** An episode: its start as a snapshot, its actions, and how many steps it has. */
function recordEpisode(environment) {
  const random = pcg64.streams(seedKey(7), 1).lane(0);
  environment.reset({ seed: 1 });
  const start = new Float64Array(environment.snapshotSize);
  environment.snapshot(start);
  const actions = [];
  for (let k = 0, ended = false; k < episodeSteps && !ended; k++) {
    const action = Float32Array.from(environment.action.low, (low) => low * (2 * random.uniform() - 1));
    ended = environment.step(action).terminated;
    actions.push(action);
  }
  return { start, actions };
}

function ours(environment, { start, actions }) {
  return local(() => {
    environment.restore(start);
    for (const action of actions) environment.step(action);
  });
}

/** Held views, controls, steps; the forces of the ant, which its observation is made of. Nothing is observed or judged. */
function bare(mujoco, model, { physics: { frameSkip } }, { start, actions }, withForces) {
  const data = new mujoco.MjData(model);
  const { qpos, qvel, qacc_warmstart: warmStart, ctrl } = data;
  const [positions, velocities] = [start.subarray(0, qpos.length), start.subarray(qpos.length, qpos.length + qvel.length)];
  const warm = start.subarray(qpos.length + qvel.length, qpos.length + 2 * qvel.length);
  return local(() => {
    qpos.set(positions);
    qvel.set(velocities);
    warmStart.set(warm);
    for (const action of actions) {
      ctrl.set(action);
      for (let i = 0; i < frameSkip; i++) mujoco.mj_step(model, data);
      if (withForces) mujoco.mj_rnePostConstraint(model, data);
    }
  });
}

/** The engine is a dependency of the package, and is found from there. */
async function loadEngine() {
  const from = createRequire(new URL("../packages/env-mujoco/package.json", import.meta.url));
  const { default: load } = await import(pathToFileURL(from.resolve("@mujoco/mujoco")).href);
  return load();
}

export async function run() {
  const mujoco = await loadEngine();
  const names = Object.keys(models);
  const compiled = new Map(names.map((world) => [world, mujoco.MjModel.from_xml_string(models[world]())]));
  // The views of one data die where another makes the heap grow: it must have its size before they are taken.
  for (const data of names.map((world) => new mujoco.MjData(compiled.get(world)))) data.delete();
  const candidates = {}, steps = {};
  for (const world of names) {
    const environment = worlds[world](options);
    const episode = recordEpisode(environment);
    steps[world] = episode.actions.length;
    candidates[`ours ${world}`] = ours(environment, episode);
    candidates[`bare ${world}`] = bare(mujoco, compiled.get(world), environment, episode, world === "ant");
  }
  const times = await interleaved(candidates, { rounds: 25, milliseconds: 30 });
  const rate = (world) => (1e9 * steps[world] / times.time(`ours ${world}`)).toFixed(0);
  return {
    rows: names.map((world) => atMost(world, 1.15, times.ratio(`ours ${world}`, `bare ${world}`))),
    notes: [
      `Environment steps a second of CPU time: ${names.map((world) => `${world} ${rate(world)}`).join(", ")}.`,
      `Both play the same episode of at most ${episodeSteps} random actions from the same start, again and again; a fallen `
        + "runner goes on. The bare calls set controls, step, and compute the forces of the ant; ours also check the action, "
        + "carry the state in and out, look for numbers that are not finite, observe and judge.",
    ],
  };
}
