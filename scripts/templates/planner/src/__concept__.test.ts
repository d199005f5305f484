import type { Mdp, Random, RandomLanes } from "@worldwise/protocol";
import { checkMdp, createComponent, discrete } from "@worldwise/protocol";
import { describeContract, testPlanner } from "@worldwise/testing";
import { beforeAll, describe, expect, test } from "vitest";
import { __factory__, __factory__Plugin } from "./__concept__.ts";

const problem = { observation: discrete(2), action: discrete(2), discount: 0.5 };
const random: Random = { uniform: () => 0, normal: () => 0, integer: () => 0 };
const lanes: RandomLanes = { algorithm: "none", lanes: 2, state: new Uint32Array(0), lane: () => random };

/** State 0: wait for 1, or move to state 1 for 0. State 1: leave for 4, or move back for 0. */
const twoStates: Mdp = {
  stateCount: 2, actionCount: 2, discount: 0.5,
  rowStart: Int32Array.of(0, 1, 2, 3), rowEnd: Int32Array.of(1, 2, 3, 4),
  successor: Int32Array.of(0, 1, 1, 0), probability: Float64Array.of(1, 1, 1, 1), terminated: Uint8Array.of(0, 0, 1, 0),
  reward: Float64Array.of(1, 0, 4, 0), initial: Float64Array.of(1, 0),
};

beforeAll(() => checkMdp(twoStates));

describeContract(testPlanner(() => __factory__(problem)), { describe, test });

test("values are those computed by hand: waiting forever and moving are both worth 2, leaving 4", () => {
  const planner = __factory__(problem);
  const state = planner.init(random);
  expect(planner.plan?.(state, { mdp: twoStates }, random)).toBe("converged");
  const { valueTable } = planner.decision(state);
  expect(valueTable[0]).toBeCloseTo(2, 8);
  expect(valueTable[1]).toBe(4);
});

test("the policy is greedy, and live", () => {
  const planner = __factory__(problem);
  const state = planner.init(random);
  const policy = planner.policy(state, { mdp: twoStates }, () => lanes);
  planner.plan?.(state, { mdp: { ...twoStates, reward: Float64Array.of(0, 0, 4, 0) } }, random);
  const action = new Int32Array(2);
  policy.act(Int32Array.of(0, 1), lanes, action);
  expect(action).toEqual(Int32Array.of(1, 0));
});

test("what cannot converge says so", () => {
  const once = createComponent(__factory__Plugin, { maximumSweepCount: 1 }, problem);
  expect(once.plan?.(once.init(random), { mdp: twoStates }, random)).toBe("max-iterations");
  const broken = { ...twoStates, reward: Float64Array.of(1, 0, Infinity, 0) };
  expect(once.plan?.(once.init(random), { mdp: broken }, random)).toBe("non-finite");
});
