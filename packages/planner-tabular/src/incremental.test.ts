import { philox, seedKey } from "@worldwise/math";
import type { Discrete, Planner, PlannerGift, RandomLanes, StateTree } from "@worldwise/protocol";
import { discrete, loadTree, saveTree } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { dynaQPlus } from "./dyna-q-plus.ts";
import { expectedSarsa } from "./expected-sarsa.ts";
import { batchOf } from "./fixtures/batch-of.ts";
import { silent } from "./fixtures/silent.ts";
import { qLearning } from "./q-learning.ts";
import { sarsa } from "./sarsa.ts";
import { tdPrediction } from "./td-prediction.ts";

const problem = { observation: discrete(3), action: discrete(2), discount: 0.5 };

type Incremental<State extends StateTree, P extends PlannerGift> = Planner<Discrete, Discrete, State, never, P>;

/** Acts and learns in a world that answers at random; every third transition counts as imagined. */
function run<State extends StateTree, P extends PlannerGift>(
  planner: Incremental<State, P>, state: State, streams: RandomLanes, steps: number,
): void {
  const [policy, random] = [planner.policy(state, {}, () => streams), streams.lane(0)];
  const [at, action] = [new Int32Array(1), new Int32Array(1)];
  for (let step = 0; step < steps; step++) {
    policy.act(at, streams, action);
    const to = random.integer(3);
    const transition = { from: at[0]!, action: action[0]!, reward: random.uniform(), to, terminated: to === 2 };
    planner.learn?.(state, batchOf(problem, [transition], { imagined: step % 3 === 2 }), random);
    at[0] = to === 2 ? 0 : to;
  }
}

/** 80 steps equal 40 steps, save, load into a fresh state, 40 steps. */
function testResuming<State extends StateTree, P extends PlannerGift>(name: string, planner: Incremental<State, P>): void {
  test(`${name} goes on after a load as if nothing had happened`, () => {
    const streams = philox.streams(seedKey(11), 1);
    const [straight, resumed] = [planner.init(silent), planner.init(silent)];
    run(planner, straight, streams, 40);
    const [saved, position] = [saveTree(straight), streams.state.slice()];
    run(planner, straight, streams, 40);
    expect(saveTree(straight)).not.toEqual(saved);
    loadTree(resumed, saved);
    streams.state.set(position);
    run(planner, resumed, streams, 40);
    expect(resumed).toEqual(straight);
  });
}

describe("every incremental planner", () => {
  testResuming("Q-learning", qLearning(problem));
  testResuming("Q-learning with softmax", qLearning(problem, { policy: "softmax" }));
  testResuming("SARSA", sarsa(problem, { schedule: "visits", exponent: 0.7 }));
  testResuming("expected SARSA", expectedSarsa(problem, { explore: 0.3 }));
  testResuming("TD(0)", tdPrediction(problem));
  testResuming("Dyna-Q+", dynaQPlus(problem));

  test("refuses bad options and says which", () => {
    expect(() => qLearning(problem, { stepSize: 0 })).toThrow(/stepSize: expected above 0/);
    expect(() => sarsa(problem, { explore: 1.5 })).toThrow(/explore: expected at most 1/);
    expect(() => expectedSarsa(problem, { temperature: 0 })).toThrow(/temperature: expected above 0/);
    expect(() => dynaQPlus(problem, { bonus: -1 })).toThrow(/bonus: expected at least 0/);
  });

  test("keeps its tables where the composition says", () => {
    const asked: string[] = [];
    const state = sarsa(problem).init(silent, (dtype, length) => {
      asked.push(`${dtype} ${length}`);
      return { uint8: new Uint8Array(length), int32: new Int32Array(length), uint32: new Uint32Array(length),
        float32: new Float32Array(length), float64: new Float64Array(length) }[dtype];
    });
    expect(asked).toEqual(["float64 6", "float64 3", "float64 6", "int32 3"]);
    expect(Object.keys(state)).toEqual(["actionValue", "value", "visits", "committed"]);
  });
});
