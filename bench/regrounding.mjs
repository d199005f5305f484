import { execFileSync } from "node:child_process";
import {
  deflatedValueIteration, maximumEntropyCorrection, operatorSplitting, pidValueIteration, valueIteration,
} from "../packages/planner-tabular/dist/index.js";
import { philox, seedKey } from "../packages/math/dist/index.js";
import { atMostExactly } from "./measure.mjs";
import { randomProcess } from "./problems.mjs";

export const name = "Re-grounding: 100,000 states in sparse form, and a solved problem of a million";

const stateCount = 100_000, actionCount = 4, width = 5, discount = 0.99;
const random = () => philox.streams(seedKey(1), 1).lane(0);
const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;

/**
 * A world of 100,000 states, 2 million transitions, and a model of it: each row mixed with the uniform distribution over its
 * outcomes.
 */
function worldAndModel() {
  const initial = new Float64Array(stateCount).fill(1 / stateCount);
  const world = { ...randomProcess({ stateCount, actionCount, width, discount }), initial };
  const model = { ...world, probability: world.probability.map((probability) => 0.9 * probability + 0.1 / width) };
  return { trueMdp: world, mdp: model };
}

/** One plan from nothing: its time, what it asked the truth, how it ended, and its values. */
function planned(planner, model) {
  const state = planner.init(random());
  const start = process.cpuUsage();
  const outcome = planner.plan(state, model, random());
  const { user, system } = process.cpuUsage(start);
  return { state, outcome, milliseconds: (user + system) / 1000 };
}

const worst = (a, b) => a.reduce((largest, entry, s) => Math.max(largest, Math.abs(entry - b[s])), 0);

/** A million states, ten million transitions, in a process of its own, so that its memory is its own. */
function millionStates() {
  const program = new URL("million-states.mjs", import.meta.url).pathname;
  return JSON.parse(execFileSync(process.execPath, [program], { encoding: "utf8" }));
}

export async function run() {
  const million = millionStates();
  const model = worldAndModel();
  const problem =
    { observation: { kind: "discrete", count: stateCount }, action: { kind: "discrete", count: actionCount }, discount };
  const options = { tolerance: 1e-6 };
  const reference = planned(valueIteration(problem, { ...options, tolerance: 1e-9 }), { mdp: model.trueMdp });
  const evaluation = { ...options, task: "evaluation" };
  const methods = {
    "value iteration in the truth (PID with gains 1, 0, 0)": planned(pidValueIteration(problem, options), { mdp: model.trueMdp }),
    "operator splitting": planned(operatorSplitting(problem, options), model),
    "maximum-entropy correction": planned(maximumEntropyCorrection(problem, options), model),
    "deflated value iteration, rank 1": planned(deflatedValueIteration(problem, options), model),
    "operator splitting, uniform policy": planned(operatorSplitting(problem, evaluation), model),
    "deflated value iteration, uniform policy, rank 4":
      planned(deflatedValueIteration(problem, { ...evaluation, rank: 4 }), model),
  };
  const described = Object.entries(methods).map(([method, { state, outcome, milliseconds }]) => {
    const error = method.includes("uniform") ? "" : `, ‖V − V*‖∞ ${worst(state.value, reference.state.value).toExponential(1)}`;
    return `${method}: ${outcome} after ${state.queries} queries, ${seconds(milliseconds)}${error}`;
  });
  const peak = process.resourceUsage().maxRSS / 1024;
  return {
    rows: [
      atMostExactly("peak memory of solving a million states, 10 million transitions", 1000, million.megabytes, " MB"),
      atMostExactly("peak memory with world, model and all methods at 100,000 states", 2000, peak, " MB"),
    ],
    notes: [
      `A million states, 2 actions, 5 successors, γ ${million.discount}: ${million.outcome} after ${million.iterations} greedy`
        + ` sweeps of modified policy iteration, proved to be within ${million.errorBound.toExponential(1)} of V*;`
        + ` ${seconds(million.milliseconds)} to solve, ${seconds(million.buildMilliseconds)} to draw.`,
      ...described,
      "The model is the world, each row smoothed by 0.1. Times are CPU times of one plan from V = 0, to a tolerance of 1e-6.",
    ],
  };
}
