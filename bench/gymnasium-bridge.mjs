// Steps through the pipe to Python, by the clock and by the CPU time of both processes. Python runs a stand-in that follows
// Gymnasium's published interface, with an environment whose step does next to nothing: what remains is the bridge.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gymnasium, gymnasiumVector } from "../packages/env-gymnasium/dist/index.js";
import { allocate, vectorStep } from "../packages/protocol/dist/index.js";
import { atLeast, interleaved, notMeasured } from "./measure.mjs";

export const name = "The bridge to Python's Gymnasium, trivial environment";

const standIn = fileURLToPath(new URL("../packages/env-gymnasium/test/stand-in", import.meta.url));
const options = {
  id: "Trivial-v0", seed: 0, python: process.env.PYTHON ?? "/usr/bin/python3", environmentVariables: { PYTHONPATH: standIn },
};
const manyLanes = 64;

async function lanesOf(lanes) {
  const environment = await gymnasiumVector({ ...options, lanes });
  const [action, out] = [allocate(environment.action, lanes), vectorStep(environment.observation, lanes)];
  await environment.reset(new Uint8Array(lanes).fill(1), out.observation);
  return { step: () => environment.step(action, out), close: environment.close };
}

function blockingLane() {
  const environment = gymnasium(options);
  environment.reset();
  return { step: () => environment.step(0), close: environment.close };
}

/** Nanoseconds of one call, by the clock. */
const byClock = (step) => async (count) => {
  const start = process.hrtime.bigint();
  for (let i = 0; i < count; i++) await step();
  return Number(process.hrtime.bigint() - start) / count;
};

/** Nanoseconds of one call that this process and its children were on a CPU. Linux only. */
const byProcessor = (step) => async (count) => {
  const start = spent();
  for (let i = 0; i < count; i++) await step();
  return (spent() - start) / count;
};

function spent() {
  const { user, system } = process.cpuUsage();
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, "utf8").trim().split(" ");
  const onProcessor = children.map((child) => Number(readFileSync(`/proc/${child}/schedstat`, "utf8").split(" ")[0]));
  return 1000 * (user + system) + onProcessor.reduce((total, time) => total + time, 0);
}

export async function run() {
  let opened = [];
  try {
    opened = [await lanesOf(manyLanes), await lanesOf(1), blockingLane()];
  } catch (error) {
    const why = error.message.split("\n").at(-2).trim();
    return { rows: [notMeasured(`steps by the clock, ${manyLanes} lanes`, "≥ 0.5 M/s", why)], notes: [] };
  }
  const [many, one, blocking] = opened;
  const times = await interleaved({
    many: byClock(many.step), "many, CPU": byProcessor(many.step), one: byClock(one.step), blocking: byClock(blocking.step),
  }, { milliseconds: 60 });
  for (const { close } of opened) await close();
  return {
    rows: [
      atLeast(`steps by the clock, ${manyLanes} lanes`, 0.5, times.rate("many", 1000 * manyLanes), " M/s"),
      atLeast(`steps by CPU time of Node and Python together, ${manyLanes} lanes`, undefined,
        times.rate("many, CPU", 1000 * manyLanes), " M/s"),
      atLeast("steps by the clock, one lane, waiting", undefined, times.rate("one", 1e6), " k/s"),
      atLeast("steps by the clock, one lane, blocking", undefined, times.rate("blocking", 1e6), " k/s"),
      atLeast("blocking against waiting, one lane", undefined, times.ratio("one", "blocking")),
    ],
    notes: [
      "Infos are sent to the blocking lane, and not to the others.",
      "Two processes take turns, so the clock counts what else the machine does.",
    ],
  };
}
