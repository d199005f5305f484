import { riverSwim } from "@worldwise/env-tabular";
import { counts, dirichlet } from "@worldwise/model-tabular";
import { qLearning, valueIteration } from "@worldwise/planner-tabular";
import type { Agent, Discrete } from "@worldwise/protocol";
import { asEnvironment, defaultTimeLimit, drive } from "@worldwise/rollout";
import { describe, expect, test } from "vitest";
import { episodeRegret, posteriorSampling } from "./index.ts";

const river = riverSwim({ variant: "osband", discount: 0.95 });
const horizon = river.maxEpisodeSteps!;
const parts = { problem: river, learner: dirichlet(river, { rewards: "normal-gamma" }), planner: valueIteration(river) };
const world = (seed: number) => defaultTimeLimit(asEnvironment(river, { seed }));

/** The greedy action in every state. */
function policyOf(agent: Agent<Discrete, Discrete>): Int32Array {
  const action = new Int32Array(1);
  return Int32Array.from({ length: river.mdp.stateCount }, (_, state) => {
    agent.act(Int32Array.of(state), action, "evaluate");
    return action[0]!;
  });
}

describe("posterior sampling", () => {
  test("draws a world as it starts and one as each episode ends, and acts by it in between", () => {
    const agent = posteriorSampling(parts).start([0, 3]);
    const environment = world(1);
    expect(agent.metrics()["draws"]).toBe(1);
    const values = [...agent.decision.actionValueTable!];
    expect(values.some((value) => value !== 0)).toBe(true);
    const seen: number[][] = [];
    drive(agent, environment, { steps: horizon - 1, onStep: () => void seen.push([...agent.decision.actionValueTable!]) });
    for (const present of seen.slice(0, -1)) expect(present).toEqual(values);
    expect(agent.metrics()["draws"]).toBe(2); // the loop cut the episode where it stopped
    expect(seen.at(-1)).not.toEqual(values);
    drive(agent, world(2), { episodes: 3 });
    expect(agent.metrics()["draws"]).toBe(5);
  });

  test("in a problem that goes on for ever, a world is drawn every so many steps", () => {
    const agent = posteriorSampling({ ...parts, drawEvery: 7 }).start([0, 3]);
    drive(agent, asEnvironment(river, { seed: 1 }), { steps: 30 });
    expect(agent.metrics()["draws"]).toBe(1 + 4 + 1);
  });

  test("the planner solves what was drawn, not the mean", () => {
    const agent = posteriorSampling(parts).start([0, 3]);
    drive(agent, world(1), { episodes: 2 });
    const planner = valueIteration(river);
    const random = { uniform: () => 0, normal: () => 0, integer: () => 0 };
    const [inDraw, inMean] = [agent.model.posterior!.mdp, agent.model.mdp!].map((mdp) => {
      const state = planner.init(random);
      planner.plan!(state, { mdp }, random);
      return state.value;
    });
    agent.decision.valueTable!.forEach((value, s) => { expect(value).toBeCloseTo(inDraw![s]!, 6); });
    expect(Math.abs(inMean![5]! - inDraw![5]!)).toBeGreaterThan(1e-3);
  });

  test("finds the far bank of the river and stays with it: seeds 1 to 3", () => {
    const { of } = episodeRegret(river.mdp, horizon);
    for (const seed of [1, 2, 3]) {
      const agent = posteriorSampling(parts).start([0, seed]);
      const regrets: number[] = [];
      drive(agent, world(seed), { episodes: 400, onEpisode: () => { regrets.push(of(policyOf(agent))); } });
      const mean = (some: number[]): number => some.reduce((total, regret) => total + regret, 0) / some.length;
      expect(mean(regrets.slice(-50))).toBeLessThan(0.1);
      expect(mean(regrets.slice(0, 20))).toBeGreaterThan(5 * mean(regrets.slice(-50)));
    }
  });

  test("refuses learners that cannot draw, planners that do not plan ahead, and counts that are none", () => {
    // @ts-expect-error counts have no posterior: the compiler says so, and so must the composition
    expect(() => posteriorSampling({ ...parts, learner: counts(river) })).toThrow(/needs posterior/);
    expect(() => posteriorSampling({ ...parts, planner: qLearning(river) })).toThrow(/plans ahead/);
    expect(() => posteriorSampling({ ...parts, drawEvery: -1 })).toThrow(/drawEvery: a whole number of at least 0/);
  });
});

describe("the regret of an episode", () => {
  test("by hand: two steps of the river from the left bank", () => {
    // Drifting left pays 0.005 a step; two steps cannot reach the right bank.
    const { optimal, of } = episodeRegret(river.mdp, 2);
    expect(optimal).toBeCloseTo(0.01, 14);
    expect(of(new Int32Array(6))).toBe(0);
    expect(of(new Int32Array(6).fill(1))).toBeCloseTo(0.01, 14);
  });
  test("always swimming right is all but optimal in 20 steps; drifting left is not", () => {
    const { of } = episodeRegret(river.mdp, horizon);
    expect(of(new Int32Array(6).fill(1))).toBeLessThan(0.05);
    expect(of(new Int32Array(6))).toBeGreaterThan(1);
  });
  test("refuses horizons and policies that do not fit", () => {
    expect(() => episodeRegret(river.mdp, 0)).toThrow(/horizon: a whole number of at least 1/);
    expect(() => episodeRegret(river.mdp, 3).of(new Int32Array(5))).toThrow(/each of 6 states/);
  });
});
