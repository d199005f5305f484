// A process of a million states is solved; prints time, peak memory and what is proved about the values, as JSON.
import { bellmanProblem } from "../packages/math/dist/index.js";
import { randomProcess } from "./problems.mjs";

const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const discount = 0.99;
const start = cpu();
const problem = bellmanProblem(randomProcess({ stateCount: 1_000_000, actionCount: 2, width: 5, discount }));
const built = cpu();
const value = new Float64Array(1_000_000);
const { outcome, iterations, errorBound } =
  problem.modifiedPolicyIteration(value, { tolerance: 1e-6, maxIterations: 10_000, evaluationSweeps: 20 });
console.log(JSON.stringify({
  discount, outcome, iterations, errorBound, milliseconds: cpu() - built, buildMilliseconds: built - start,
  megabytes: process.resourceUsage().maxRSS / 1024,
}));
