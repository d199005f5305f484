import { philox, seedKey } from "@worldwise/math";
import type { Mdp, Random } from "@worldwise/protocol";
import { discrete, transitionBatch } from "@worldwise/protocol";
import { describeContract, testPlanner } from "@worldwise/testing";
import { describe, expect, test } from "vitest";
import { posteriorSampling } from "./posterior-sampling.ts";
import { qLearning } from "./q-learning.ts";
import { valueIteration } from "./value-iteration.ts";

const problem = { observation: discrete(5), action: discrete(3), discount: 0.9 };
const bandit = { observation: discrete(1), action: discrete(2), discount: 0.5 };
const random = philox.streams(seedKey(1), 1);

describeContract(testPlanner(() => posteriorSampling(valueIteration(problem))), { describe, test });

/** One state that stays; the reward of action 1 is drawn, that of action 0 is 0. */
function guessing(): { readonly mdp: Mdp; draw(random: Random): void } {
  const mdp: Mdp = {
    stateCount: 1, actionCount: 2, rowStart: Int32Array.of(0, 1), rowEnd: Int32Array.of(1, 2), successor: Int32Array.of(0, 0),
    probability: Float64Array.of(1, 1), terminated: new Uint8Array(2), reward: new Float64Array(2), initial: Float64Array.of(1), discount: 0.5,
  };
  return { mdp, draw: (stream) => { mdp.reward[1] = stream.normal(); } };
}

describe("posterior sampling", () => {
  test("keeps the drawn world for an episode, then draws another", () => {
    const planner = posteriorSampling(valueIteration(bandit));
    const [state, posterior, batch] = [planner.init(random.lane(0)), guessing(), transitionBatch(bandit, 1)];
    batch.size = 1;
    const drawn = [0, 0, 1, 0, 1].map((last) => {
      planner.plan?.(state, { posterior }, random.lane(0));
      batch.last[0] = last;
      planner.learn?.(state, batch, random.lane(0));
      return posterior.mdp.reward[1]!;
    });
    expect([drawn[1], drawn[2], drawn[4]]).toEqual([drawn[0], drawn[0], drawn[3]]);
    expect(drawn[3]).not.toBe(drawn[0]);
    expect(planner.metrics?.(state)["draws"]).toBe(2);
  });

  test("acts best in the world that it has drawn", () => {
    const planner = posteriorSampling(valueIteration(bandit));
    for (let n = 0; n < 10; n++) {
      const [state, posterior, outAction] = [planner.init(random.lane(0)), guessing(), new Int32Array(1)];
      planner.plan?.(state, { posterior }, random.lane(0));
      planner.policy(state, { posterior }, () => random).act(Int32Array.of(0), random, outAction, "evaluate");
      expect(outAction[0]).toBe(posterior.mdp.reward[1]! > 0 ? 1 : 0);
      expect(planner.decision(state).valueTable[0]).toBeCloseTo(Math.max(0, 2 * posterior.mdp.reward[1]!), 6);
    }
  });

  test("a planner that does not plan ahead has no use for a world", () => {
    expect(() => posteriorSampling(qLearning(bandit))).toThrow(/plans ahead/);
  });
});
