import { describe, expect, test } from "vitest";
import { asDynamics } from "./as-dynamics.ts";
import { asEnvironment } from "./as-environment.ts";
import { drive } from "./drive.ts";
import { evaluate } from "./evaluate.ts";
import { smallAgent } from "./fixtures/small-agent.ts";
import { timeLimit } from "./time-limit.ts";

/** Action 1 ends the episode and pays 3; action 0 pays 1 and goes on. */
const choice = asDynamics({
  stateCount: 1, actionCount: 2, discount: 0.5, initial: Float64Array.of(1), rowStart: Int32Array.of(0, 1), rowEnd: Int32Array.of(1, 2),
  successor: Int32Array.of(0, 0), probability: Float64Array.of(1, 1), terminated: Uint8Array.of(0, 1), reward: Float64Array.of(1, 3),
});
const world = (seed = 0): ReturnType<typeof asEnvironment<typeof choice.observation, typeof choice.action, typeof choice.state>> => asEnvironment(choice, { seed });

const always = (action: number): ReturnType<typeof smallAgent> => ({ ...smallAgent(1, 2), act: (_, outAction, mode) => { outAction[0] = mode === "evaluate" ? action : 1 - action; } });

describe("evaluate", () => {
  test("by hand: returns of the policy that is judged", () => {
    expect(evaluate(always(1), world(), { episodes: 2 })).toEqual({
      returns: Float64Array.of(3, 3), episodes: [1, 2].map(() => ({ length: 1, return: 3, discountedReturn: 3, terminated: true })),
    });
    expect(evaluate(always(0), timeLimit(world(), 3), { episodes: 1 }).episodes).toEqual([{ length: 3, return: 3, discountedReturn: 1.75, terminated: false }]);
  });

  test("cuts episodes after maxSteps", () => {
    expect(evaluate(always(0), world(), { episodes: 2, maxSteps: 5 }).episodes.map(({ length }) => length)).toEqual([5, 5]);
  });

  test("changes nothing in the agent: training goes on as if nothing had been", () => {
    const [agent, undisturbed] = [smallAgent(1, 2, { seed: 5 }), smallAgent(1, 2, { seed: 5 })];
    drive(agent, world(), { steps: 20 });
    drive(undisturbed, world(), { steps: 20 });
    const before = agent.save();
    const { returns } = evaluate(agent, world(1), { episodes: 6, maxSteps: 9 });
    expect(agent.save()).toEqual(before);
    expect(evaluate(agent, world(1), { episodes: 6, maxSteps: 9 }).returns).toEqual(returns);
    expect(agent.rows).toHaveLength(20);
    drive(agent, world(2), { steps: 20 });
    drive(undisturbed, world(2), { steps: 20 });
    expect(agent.rows).toEqual(undisturbed.rows);
  });

  test("puts the agent back also when something throws", () => {
    const agent = smallAgent(1, 2);
    const before = agent.save();
    const failing = { ...world(), step: () => { throw new Error("lost"); } };
    expect(() => evaluate(agent, failing, { episodes: 1 })).toThrow("lost");
    expect(agent.save()).toEqual(before);
  });

  test("when told so it leaves the agent's streams where they are then", () => {
    const agent = smallAgent(1, 2);
    const before = agent.save();
    evaluate(agent, world(), { episodes: 1, maxSteps: 3, keepAgent: false });
    expect(agent.save()).not.toEqual(before);
  });

  test("seeds each episode, where a seed is given", () => {
    const seeds: (number | undefined)[] = [];
    const environment = world();
    const listening = { ...environment, reset: (options: { readonly seed?: number } = {}) => { seeds.push(options.seed); return environment.reset(options); } };
    evaluate(always(1), listening, { episodes: 3, seed: 40 });
    evaluate(always(1), listening, { episodes: 1 });
    expect(seeds).toEqual([40, 41, 42, undefined]);
  });

  test("refuses what does not fit", () => {
    expect(() => evaluate(always(1), world(), { episodes: 0 })).toThrow("expected at least one episode\n     got 0");
    expect(() => evaluate(always(1), world(), { episodes: 1, maxSteps: -2 })).toThrow("expected maxSteps: a whole number");
    expect(() => evaluate(smallAgent(1, 2, { lanes: 2 }), world(), { episodes: 1 })).toThrow("expected an agent of 1 lane");
  });
});
