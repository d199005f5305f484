import { dyna, uniformTried } from "../packages/agents/dist/index.js";
import { dynaMaze } from "../packages/env-tabular/dist/index.js";
import { seedKey } from "../packages/math/dist/index.js";
import { counts, lastOutcome } from "../packages/model-tabular/dist/index.js";
import { qLearning } from "../packages/planner-tabular/dist/index.js";
import { asEnvironment, driver } from "../packages/rollout/dist/index.js";
import { atLeast, interleaved, local } from "./measure.mjs";

export const name = "A whole Dyna-Q run on the Dyna maze: agent, environment, model and planning";

const steps = 1000, maze = dynaMaze();
const learners = { "last outcomes": () => lastOutcome(maze), counts: () => counts(maze) };

/** A run that goes on from sample to sample: so many real steps a call, episode after episode. */
function running(learner, planningSteps, fused) {
  const parts = { problem: maze, learner: learners[learner](), planner: qLearning(maze), searchControl: uniformTried(maze) };
  const agent = dyna({ ...parts, planningSteps, fused }).start(seedKey(1));
  const loop = driver(agent, asEnvironment(maze, { seed: 1 }));
  return local(() => loop.run({ steps }));
}

const cases = Object.keys(learners).flatMap((learner) => [50, 5].map((planningSteps) => ({
  planningSteps, kernel: `${learner}, ${planningSteps} planning steps, one kernel call`,
  plain: `${learner}, ${planningSteps} planning steps, plain composition`,
  candidates: () => ["auto", "never"].map((fused) => running(learner, planningSteps, fused)),
})));

export async function run() {
  const times = await interleaved(Object.fromEntries(cases.flatMap(({ kernel, plain, candidates }) => {
    const [fused, composed] = candidates();
    return [[kernel, fused], [plain, composed]];
  })));
  const millions = (key, planningSteps) => times.rate(key, 1000 * steps * planningSteps);
  const microseconds = cases.map(({ kernel }) => `${kernel} ${(times.time(kernel) / steps / 1000).toFixed(2)} µs`);
  return {
    rows: cases.flatMap(({ planningSteps, kernel, plain }) => [
      atLeast(`planning updates: ${kernel}`, planningSteps === 50 ? 10 : undefined, millions(kernel, planningSteps), " M/s"),
      atLeast(`planning updates: ${plain}`, undefined, millions(plain, planningSteps), " M/s"),
    ]),
    notes: [
      `One real step with all that follows it: ${microseconds.join("; ")}.`,
      "Both compositions compute the same numbers, bit for bit. The updates from real transitions are not counted.",
    ],
  };
}
