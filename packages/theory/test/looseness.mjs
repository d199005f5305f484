// @ts-check
// How loose the bounds are: the median and the smallest and largest right / left over random MDPs and models of them.
//
//   pnpm build && node packages/theory/test/looseness.mjs [cases] [seed]
//
// Random MDPs: 2 … 10 states, 2 or 3 actions, 3 successors each, rewards in [0, 1]; discount 0.9. The model mixes the truth's
// rows with fresh ones: share 0.01, 0.1, 0.5 or 1. Cases whose left side is 0, or whose right side is infinite, count apart.
import { philox, seedKey } from "@worldwise/math";
import * as theory from "../dist/index.js";

const [cases, seed] = [Number(process.argv[2] ?? 2000), Number(process.argv[3] ?? 1)];
const random = philox.streams(seedKey(seed), 1).lane(0);
const shares = [0.01, 0.1, 0.5, 1];
const tolerance = 1e-9;

/** @param {number} size */
function distribution(size) {
  const weights = Float64Array.from({ length: size }, () => random.uniform() + 1e-3);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** @typedef {{ rows: Float64Array[], stateCount: number, actionCount: number, reward: Float64Array }} World */

/** @param {World} world */
function mdpOf({ rows, stateCount, actionCount, reward }) {
  const rowCount = rows.length;
  return {
    stateCount, actionCount, reward, discount: 0.9,
    rowStart: Int32Array.from({ length: rowCount }, (_, row) => row * stateCount),
    rowEnd: Int32Array.from({ length: rowCount }, (_, row) => (row + 1) * stateCount),
    successor: Int32Array.from({ length: rowCount * stateCount }, (_, k) => k % stateCount),
    probability: Float64Array.from(rows.flatMap((row) => [...row])), terminated: new Uint8Array(rowCount * stateCount),
    initial: new Float64Array(stateCount).fill(1 / stateCount),
  };
}

/** @param {number} stateCount */
function sparseRow(stateCount) {
  const row = new Float64Array(stateCount);
  for (const mass of distribution(3)) row[random.integer(stateCount)] += mass;
  return row;
}

/** @param {number} share */
function pair(share) {
  const [stateCount, actionCount] = [2 + random.integer(9), 2 + random.integer(2)];
  const rows = Array.from({ length: stateCount * actionCount }, () => sparseRow(stateCount));
  const reward = Float64Array.from(rows, () => random.uniform());
  const mixed = rows.map((row) => {
    const fresh = sparseRow(stateCount);
    return row.map((mass, y) => (1 - share) * mass + share * (fresh[y] ?? 0));
  });
  const choices = () => Float64Array.from(Array.from({ length: stateCount }, () => [...distribution(actionCount)]).flat());
  const policies = [choices(), choices()];
  const shape = { stateCount, actionCount, reward };
  return { truth: mdpOf({ ...shape, rows }), model: mdpOf({ ...shape, rows: mixed }), policies };
}

/** @type {Map<string, { finite: number[], zero: number, infinite: number, violated: number, cases: number }>} */
const table = new Map();

/** @param {string} family @param {Record<string, { left: number, right: number, looseness: number, name: string }>} chain */
function record(family, chain) {
  for (const link of Object.values(chain)) {
    const key = `${family}: ${link.name}`;
    const entry = table.get(key) ?? { finite: [], zero: 0, infinite: 0, violated: 0, cases: 0 };
    table.set(key, entry);
    entry.cases++;
    if (!theory.holds(link, tolerance)) entry.violated++;
    if (link.right === Infinity) entry.infinite++;
    else if (Math.abs(link.left) < tolerance) entry.zero++;
    else entry.finite.push(link.looseness);
  }
}

for (let index = 0; index < cases; index++) {
  const { truth, model, policies: [policy, nextPolicy] } = pair(shares[index % shares.length] ?? 1);
  if (policy === undefined || nextPolicy === undefined) throw new Error("two policies");
  const { value } = theory.policyValues(truth, policy);
  const { pair: weight } = theory.occupancy(truth, policy);
  const start = new Float64Array(truth.stateCount);
  record("value of a policy", theory.valueErrorBounds(truth, model, policy));
  record("loss of a plan", theory.policyLossBounds(truth, model).largest);
  const likelihood = theory.likelihoodBounds(truth, model, value, weight);
  record("value-aware, worst", likelihood.worst);
  record("value-aware, mean square", likelihood.meanSquared);
  record("states after 10 steps", theory.distributionDrift(truth, model, policy, 10)[10] ?? {});
  record("occupancy", theory.occupancyDrift(truth, model, policy));
  const gradient = theory.policyGradientBounds(truth, model, policy);
  record("policy gradient", gradient.fixedCritic);
  record("policy gradient", { own: gradient.ownCritic });
  record("plan of 20 model sweeps", theory.iteratedModelBound(truth, Array.from({ length: 20 }, () => model), start));
  const contraction = theory.operatorSplittingContraction(truth, model, policy);
  record("operator splitting, norm of G", contraction.norm);
  record("operator splitting, radius of G", { radius: contraction.spectralRadius });
  const near = policy.map((probability, row) => 0.9 * probability + 0.1 * (nextPolicy[row] ?? 0));
  // The penalty against what it guards from, |L − improvement|.
  const { improvement, surrogate, lower } = theory.policyImprovementBounds(truth, policy, near);
  for (const [name, { right }] of Object.entries(lower)) {
    record("policy improvement, penalty", { [name]: theory.bound(name, Math.abs(surrogate - improvement), right + surrogate) });
  }
}

/** @param {readonly number[]} sorted @param {number} share */
const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;

console.log(`right / left over ${cases} random pairs, discount 0.9, seed ${seed}\n`);
console.log("| bound | smallest | median | largest | violated | left 0 | right ∞ |\n|---|---|---|---|---|---|---|");
for (const [name, { finite, zero, infinite, violated }] of table) {
  const sorted = finite.toSorted((a, b) => a - b);
  const numbers = [0, 0.5, 1].map((share) => quantile(sorted, share).toPrecision(3)).join(" | ");
  console.log(`| ${name} | ${numbers} | ${violated} | ${zero} | ${infinite} |`);
}
measureRate();

/**
 * The rate of value-aware learning, measured: excess error of the empirical mean over the true one for 5 features of 8 outcomes,
 * 20 samples for each count.
 */
function measureRate() {
  const truth = distribution(8);
  const features = Float64Array.from({ length: 40 }, () => random.normal());
  const ball = theory.linearBall(features, 8);
  const counts = [100, 200, 400, 800, 1600, 3200, 6400].flatMap((count) => Array.from({ length: 20 }, () => count));
  const errors = counts.map((count) => ball.supremum(theory.empiricalDistribution(draw(truth, count), 8), truth).distance);
  const rate = theory.convergenceRate(Float64Array.from(counts), Float64Array.from(errors));
  const squared = theory.convergenceRate(Float64Array.from(counts), Float64Array.from(errors, (error) => error * error));
  /** @param {{ slope: number, low: number, high: number }} rate */
  const written = ({ slope, low, high }) => `slope ${slope.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
  console.log(`\nd_F of the empirical distribution: ${written(rate)}`);
  console.log(`its square, the excess of VAML's loss: ${written(squared)}`);
}

/** @param {Float64Array} masses @param {number} count */
function draw(masses, count) {
  return Int32Array.from({ length: count }, () => {
    let left = random.uniform();
    return Math.max(0, masses.findIndex((mass) => (left -= mass) < 0));
  });
}
