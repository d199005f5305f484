import type { Dynamics, Mdp, NumberArray, StepBuffers } from "@worldwise/protocol";
import { allocate, stepBuffers } from "@worldwise/protocol";
import type { ContractCheck } from "./contract.ts";
import type { NamedStreams } from "./options.ts";
import { contractViolation, ensure } from "./violation.ts";

/** Both faces of one world. */
interface Faces {
  readonly dynamics: Dynamics;
  readonly mdp: Mdp | undefined;
}

const lanes = 500;
const rowLimit = 200;

/**
 * Samples of a dynamics agree with its explicit face: rows (200 at most, spread evenly) and the start distribution are sampled,
 * and compared by χ² = Σ (observed − expected)² / expected with a generous bound; mean rewards too. Seeded: it never fails by
 * chance.
 */
export const samplesCheck = (faces: () => Faces, streams: NamedStreams): ContractCheck => ({
  name: "samples agree with its mdp face, where it has one",
  run() {
    const { dynamics, mdp } = faces();
    if (!mdp || dynamics.state.kind !== "discrete" || dynamics.action.kind !== "discrete") return;
    ensure(dynamics.state.count === mdp.stateCount && dynamics.action.count === mdp.actionCount,
      `${mdp.stateCount} states and ${mdp.actionCount} actions, as its mdp face`,
      `${dynamics.state.count} and ${dynamics.action.count}`,
      "make both faces of one table");
    ensure(
      dynamics.discount === mdp.discount, `the discount ${mdp.discount} of its mdp face`, String(dynamics.discount),
      "make both agree",
    );
    ensureStarts(dynamics, mdp, streams);
    const rowCount = mdp.stateCount * mdp.actionCount;
    for (let i = 0; i < Math.min(rowCount, rowLimit); i++) sampleRow(
      dynamics, mdp, Math.floor((i * rowCount) / Math.min(rowCount, rowLimit)), streams,
    );
  },
});

function ensureStarts(dynamics: Dynamics, { initial }: Mdp, streams: NamedStreams): void {
  const starts = allocate(dynamics.state, lanes);
  dynamics.start(streams("starts", lanes), starts);
  ensureFrequencies(
    countOf(starts), new Map(Array.from(initial, (probability, state) => [state, probability])), "start states",
    (state) => `state ${state}`,
  );
}

function sampleRow(dynamics: Dynamics, mdp: Mdp, row: number, streams: NamedStreams): void {
  const [state, action] = [Math.floor(row / mdp.actionCount), row % mdp.actionCount];
  if (mdp.rowEnd[row] === mdp.rowStart[row] || isIllegal(dynamics, state, action)) return;
  const out = stepBuffers(dynamics.state, lanes);
  const [from, chosen] = [allocate(dynamics.state, lanes).fill(state), allocate(dynamics.action, lanes).fill(action)];
  dynamics.step(from, chosen, streams(`row ${row}`, lanes), out);
  const where = `of state ${state}, action ${action}`;
  const name = (outcome: number): string => `state ${outcome >> 1}${outcome & 1 ? ", the end" : ""}`;
  ensureFrequencies(countOf(outcomesOf(out)), probabilitiesOf(mdp, row), `outcomes ${where}`, name);
  ensureMeanReward(out.reward, mdp.reward[row]!, where);
}

const isIllegal = ({ legalActions, action, observation }: Dynamics, state: number, chosen: number): boolean => {
  if (!legalActions || action.kind !== "discrete") return false;
  const mask = new Uint8Array(action.count);
  legalActions.mask(allocate(observation, 1).fill(state), mask);
  return mask[chosen] === 0;
};

/** State and end in one number: 2 · state + terminated. */
const outcomesOf = ({ state, terminated }: StepBuffers): Int32Array =>
  Int32Array.from(state, (next, b) => 2 * next + terminated[b]!);

function probabilitiesOf({ rowStart, rowEnd, successor, terminated, probability }: Mdp, row: number): Map<number, number> {
  const probabilities = new Map<number, number>();
  for (let k = rowStart[row]!; k < rowEnd[row]!; k++) {
    const outcome = 2 * successor[k]! + terminated[k]!;
    probabilities.set(outcome, (probabilities.get(outcome) ?? 0) + probability[k]!);
  }
  return probabilities;
}

function countOf(outcomes: NumberArray): Map<number, number> {
  const counts = new Map<number, number>();
  for (const outcome of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return counts;
}

function ensureFrequencies(
  counts: Map<number, number>, probabilities: Map<number, number>, what: string, name: (outcome: number) => string,
): void {
  for (const outcome of counts.keys()) {
    ensure((probabilities.get(outcome) ?? 0) > 0, `${what} that its mdp face has`, name(outcome), "make both faces of one table");
  }
  const cells = [...probabilities].filter(([, probability]) => probability > 0);
  let statistic = 0;
  for (const [outcome, probability] of cells) {
    const expected = lanes * probability;
    statistic += ((counts.get(outcome) ?? 0) - expected) ** 2 / expected;
  }
  const freedom = cells.length - 1;
  // Ten standard deviations of the χ² distribution, and room for rare outcomes.
  const bound = freedom + 10 * Math.sqrt(2 * freedom) + 25;
  if (statistic <= bound) return;
  const shown = cells.map(
    ([outcome, probability]) => `${name(outcome)}: ${counts.get(outcome) ?? 0} for ${lanes * probability}`
  ).slice(0, 6);
  throw contractViolation({
    expected: `${what} as often as its mdp face says`, got: `χ² = ${statistic.toFixed(1)} (${shown.join("; ")})`,
    todo: "make both faces of one table",
  }, { statistic, bound });
}

function ensureMeanReward(rewards: Float64Array, expected: number, where: string): void {
  const mean = rewards.reduce((total, reward) => total + reward, 0) / rewards.length;
  const variance = rewards.reduce((total, reward) => total + (reward - mean) ** 2, 0) / rewards.length;
  const bound = 10 * Math.sqrt(variance / rewards.length) + 1e-9 * (1 + Math.abs(expected));
  ensure(
    Math.abs(mean - expected) <= bound, `the mean reward ${expected} ${where}`, String(mean), "make both faces of one table",
  );
}
