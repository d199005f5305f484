import { philox } from "@worldwise/math";
import type { Agent, AgentRecipe, Space } from "@worldwise/protocol";
import { allocate, box, createComponent, discrete, seedKey } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { drawAction, policyPlugin } from "./policy-agent.ts";
import { readPolicy } from "./policy-flag.ts";

const started = (action: Space, options: object = {}, seed = 1): Agent => {
  const recipe = createComponent(policyPlugin, options, { observation: discrete(1), action, discount: 1 }) as AgentRecipe; // the role says so
  return recipe.start(seedKey(seed));
};
const actions = (agent: Agent, space: Space, count: number): readonly number[] => Array.from({ length: count }, () => {
  const action = allocate(space, 1);
  agent.act(Int32Array.of(0), action);
  return action[0]!;
});

describe("policies", () => {
  test("the same action at every step", () => {
    const space = box("float32", [-1, -2], [1, 2]);
    const action = new Float32Array(2);
    started(space, { action: [0.5, -2] }).act(Int32Array.of(0), action);
    expect([...action]).toEqual([0.5, -2]);
    expect(actions(started(discrete(3), { action: [2] }), discrete(3), 3)).toEqual([2, 2, 2]);
  });

  test("random actions cover their space, and begin again with their seed", () => {
    const space = discrete(4);
    const drawn = actions(started(space), space, 200);
    expect(new Set(drawn)).toEqual(new Set([0, 1, 2, 3]));
    expect(actions(started(space), space, 200)).toEqual(drawn);
    expect(actions(started(space, {}, 2), space, 200)).not.toEqual(drawn);
  });

  test("save and load: the same actions again", () => {
    const agent = started(discrete(1000));
    actions(agent, discrete(1000), 3);
    const saved = agent.save();
    const on = actions(agent, discrete(1000), 5);
    agent.load(saved);
    expect(actions(agent, discrete(1000), 5)).toEqual(on);
  });

  test("bounded numbers between their bounds, others normal", () => {
    const space = box("float64", [-3, -Infinity], [-2, Infinity]);
    const random = philox.streams(seedKey(0), 1).lane(0);
    const drawn = Array.from({ length: 300 }, () => {
      const action = new Float64Array(2);
      drawAction(space, random, action);
      return [...action];
    });
    expect(drawn.every(([first]) => first! >= -3 && first! < -2)).toBe(true);
    expect(Math.max(...drawn.map(([, second]) => Math.abs(second!)))).toBeGreaterThan(2);
  });

  test.each<[Space, readonly number[]]>([
    [discrete(3), [3]], [discrete(3), [0.5]], [discrete(3), [1, 1]], [box("float32", [-1], [1]), [2]], [box("float32", [-1], [1]), [0, 0]],
  ])("refuse actions outside their space", (space, action) => {
    expect(() => started(space, { action })).toThrow("expected the action of --policy in");
  });
});

describe("the flag", () => {
  test("is random, or numbers", () => {
    expect([readPolicy("random"), readPolicy("1"), readPolicy("-0.5,1e-1")]).toEqual(["random", [1], [-0.5, 0.1]]);
  });

  test.each(["", "left", "1,", "NaN", "Infinity", "1;2"])("is nothing else: %s", (text) => {
    expect(() => readPolicy(text)).toThrow("random, or the numbers of an action");
  });
});
