import { philox, seedKey } from "@worldwise/math";
import type { Mdp, Random } from "@worldwise/protocol";
import { checkMdp, discrete, loadTree, saveTree } from "@worldwise/protocol";
import { randomMdp } from "@worldwise/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expectedBackup } from "./expected-backup.ts";
import type { ExplicitPlanner } from "./explicit-planner.ts";
import { chainMdp } from "./fixtures/chain-mdp.ts";
import { modifiedPolicyIteration } from "./modified-policy-iteration.ts";
import { policyIteration } from "./policy-iteration.ts";
import type { TabularProblem } from "./tabular-problem.ts";
import { valueIteration } from "./value-iteration.ts";

const stream = (seed: number): Random => philox.streams(seedKey(seed), 1).lane(0);
const problemOf = ({ stateCount, actionCount, discount }: Mdp): TabularProblem =>
  ({ observation: discrete(stateCount), action: discrete(actionCount), discount });

/** max_x |V(x) − max_a (r + γ P V)(x,a)| */
function bellmanResidual(mdp: Mdp, value: Float64Array): number {
  const backedUp = value.map((_, s) =>
    Math.max(...Array.from({ length: mdp.actionCount }, (__, a) => expectedBackup(mdp, s * mdp.actionCount + a, value))));
  return value.reduce((worst, entry, s) => Math.max(worst, Math.abs(entry - backedUp[s]!)), 0);
}

/** State 0 may wait for 1 or move to 1 for 0; state 1 may leave for 4 or go back for 0. γ = 1/2. */
const twoStates: Mdp = {
  stateCount: 2, actionCount: 2, discount: 0.5,
  rowStart: Int32Array.of(0, 1, 2, 3), rowEnd: Int32Array.of(1, 2, 3, 4),
  successor: Int32Array.of(0, 1, 1, 0), probability: Float64Array.of(1, 1, 1, 1), terminated: Uint8Array.of(0, 0, 1, 0),
  reward: Float64Array.of(1.5, 0, 4, 0), initial: Float64Array.of(1, 0),
};

const makers: Readonly<Record<string, (problem: TabularProblem) => ExplicitPlanner>> = {
  "value iteration": (problem) => valueIteration(problem, { tolerance: 1e-10 }),
  "value iteration, sup": (problem) => valueIteration(problem, { tolerance: 1e-10, rule: "sup" }),
  "Gauss-Seidel": (problem) => valueIteration(problem, { tolerance: 1e-10, gaussSeidel: true }),
  "policy iteration": (problem) => policyIteration(problem),
  "modified policy iteration": (problem) => modifiedPolicyIteration(problem, { tolerance: 1e-10, evaluationSweeps: 7 }),
};

describe.each(Object.entries(makers))("%s", (_, make) => {
  test("solves two states as by hand: waiting is worth 3, leaving 4", () => {
    const planner = make(problemOf(twoStates));
    const state = planner.init(stream(0));
    const { valueTable, actionValueTable } = planner.decision(state);
    expect(planner.plan?.(state, { mdp: twoStates }, stream(0))).toBe("converged");
    [3, 4].forEach((value, s) => expect(valueTable[s]).toBeCloseTo(value, 9));
    [3, 2, 4, 1.5].forEach((value, row) => expect(actionValueTable[row]).toBeCloseTo(value, 9));
    expect([...state.policy]).toEqual([0, 0]);
  });

  test("follows a model that changes and grows, from the value it has", () => {
    const planner = make({ observation: discrete(20), action: discrete(3), discount: 0.9 });
    const state = planner.init(stream(0));
    for (const branching of [1, 5, 2, 9]) {
      const mdp = randomMdp(stream(branching), { stateCount: 20, actionCount: 3, branching, discount: 0.9, ending: 0.1 });
      expect(planner.plan?.(state, { mdp }, stream(0))).toBe("converged");
      expect(bellmanResidual(mdp, state.value)).toBeLessThan(1e-9);
    }
  });

  test("says that it was not finished, or that numbers are not finite, and recovers", () => {
    const planner = make(problemOf(twoStates));
    const state = planner.init(stream(0));
    const broken = { ...twoStates, reward: Float64Array.of(Number.NaN, 0, 4, 0) };
    expect(planner.plan?.(state, { mdp: broken }, stream(0))).toBe("non-finite");
    expect(planner.plan?.(state, { mdp: twoStates }, stream(0))).toBe("converged");
    expect(state.value[0]).toBeCloseTo(3, 9);
  });

  test("goes on after a load as if nothing had happened", () => {
    const mdp = randomMdp(stream(4), { stateCount: 12, actionCount: 3, branching: 4, discount: 0.95 });
    const changed = { ...mdp, reward: mdp.reward.map((reward) => reward * reward) };
    const [planner, other] = [make(problemOf(mdp)), make(problemOf(mdp))];
    const [straight, resumed] = [planner.init(stream(0)), other.init(stream(0))];
    planner.plan?.(straight, { mdp }, stream(0));
    loadTree(resumed, saveTree(straight));
    planner.plan?.(straight, { mdp: changed }, stream(0));
    other.plan?.(resumed, { mdp: changed }, stream(0));
    expect(resumed).toEqual(straight);
  });

  test("refuses a model of another size", () => {
    const planner = make(problemOf(twoStates));
    expect(() => planner.plan?.(planner.init(stream(0)), { mdp: chainMdp(3, 0.9) }, stream(0))).toThrow(/2 states and 2 actions/);
  });
});

test("all find the same values on random MDPs", () => {
  const shape = fc.record({
    stateCount: fc.integer({ min: 1, max: 15 }), actionCount: fc.integer({ min: 1, max: 4 }), branching: fc.integer({ min: 1, max: 5 }),
    discount: fc.double({ min: 0, max: 0.98, noNaN: true }), ending: fc.constantFrom(0, 0.2, 1),
  });
  fc.assert(fc.property(shape, fc.nat(1000), (drawn, seed) => {
    const mdp = randomMdp(stream(seed), drawn);
    checkMdp(mdp);
    const values = Object.values(makers).map((make) => {
      const planner = make(problemOf(mdp));
      const state = planner.init(stream(0));
      expect(planner.plan?.(state, { mdp }, stream(0))).toBe("converged");
      return state.value;
    });
    for (const value of values) value.forEach((entry, s) => expect(entry).toBeCloseTo(values[0]![s]!, 8));
  }), { seed: 1, numRuns: 40 });
});

test("the Bellman operator of the planners is a contraction: one sweep brings two values closer by γ", () => {
  const mdp = randomMdp(stream(9), { stateCount: 10, actionCount: 3, branching: 3, discount: 0.8 });
  const once = valueIteration(problemOf(mdp), { maxIterations: 1, rule: "sup" });
  const random = stream(10);
  const [one, two] = [once.init(random), once.init(random)];
  for (let trial = 0; trial < 20; trial++) {
    for (const { value } of [one, two]) value.forEach((_, s) => (value[s] = 10 * random.normal()));
    const distance = (): number => one.value.reduce((worst, entry, s) => Math.max(worst, Math.abs(entry - two.value[s]!)), 0);
    const before = distance();
    for (const state of [one, two]) expect(once.plan?.(state, { mdp }, random)).toBe("max-iterations");
    expect(distance()).toBeLessThanOrEqual(0.8 * before + 1e-12);
  }
});

test("policy iteration ends among equal actions", () => {
  const mdp = randomMdp(stream(2), { stateCount: 30, actionCount: 4, branching: 2, discount: 0.99 });
  mdp.reward.fill(0.1);
  const planner = policyIteration(problemOf(mdp));
  const state = planner.init(stream(0));
  expect(planner.plan?.(state, { mdp }, stream(0))).toBe("converged");
  expect(state.iterations).toBe(1);
});

test("without discount, episodes that end have values, and policies that never end have none", () => {
  const chain = chainMdp(5, 1);
  const [sweeps, exact] = [valueIteration(problemOf(chain)), policyIteration(problemOf(chain))];
  for (const planner of [sweeps, exact]) {
    const state = planner.init(stream(0));
    expect(planner.plan?.(state, { mdp: chain }, stream(0))).toBe("converged");
    expect([...state.value]).toEqual([1, 1, 1, 1, 1]);
  }
  const endless = { ...chain, terminated: new Uint8Array(5) };
  expect(exact.plan?.(exact.init(stream(0)), { mdp: endless }, stream(0))).toBe("non-finite");
});

test("options that do not go together are refused at construction", () => {
  expect(() => valueIteration(problemOf(twoStates), { gaussSeidel: true, rule: "span" })).toThrow(/do not hold in place/);
  expect(() => valueIteration(problemOf(twoStates), { tolerance: 0 })).toThrow(/tolerance: expected above 0/);
  expect(() => modifiedPolicyIteration(problemOf(twoStates), { evaluationSweeps: -1 })).toThrow(/evaluationSweeps/);
});
