import { philox, seedKey } from "@worldwise/math";
import { box, discrete } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import type { Predict } from "./greedy-faces.ts";
import { fittedDecision, greedyPolicy } from "./greedy-faces.ts";

const problem = { observation: box("float32", [-1], [1]), action: discrete(3), discount: 0.9 };

/** Q(x, ·) = (x, 0.5, −x) */
const actionValue: Predict = (input, count, outValue) => {
  for (let b = 0; b < count; b++) outValue.set([input[b]!, 0.5, -input[b]!], 3 * b);
};

/** How often each action is taken in 3,000 lanes that all see `x`. */
function counts(x: number, explore: number, mode: "explore" | "evaluate"): number[] {
  const lanes = philox.streams(seedKey(1), 3000);
  const action = new Int32Array(3000);
  greedyPolicy(problem, explore, actionValue).act(new Float32Array(3000).fill(x), lanes, action, mode);
  return [0, 1, 2].map((a) => action.filter((chosen) => chosen === a).length);
}

describe("the greedy policy", () => {
  test("takes the best action where it does not explore", () => {
    expect(counts(1, 0, "explore")).toEqual([3000, 0, 0]);
    expect(counts(0, 0, "explore")).toEqual([0, 3000, 0]);
    expect(counts(-1, 0, "explore")).toEqual([0, 0, 3000]);
  });

  test("of equal ones any while exploring, and the first when judged", () => {
    const [first, second, third] = counts(0.5, 0, "explore");
    expect(first! + second!).toBe(3000);
    expect(third).toBe(0);
    expect(Math.abs(first! - 1500)).toBeLessThan(150); // five standard deviations are 137
    expect(counts(0.5, 0, "evaluate")).toEqual([3000, 0, 0]);
    const [, middle, last] = counts(-0.5, 0, "explore");
    expect(middle! + last!).toBe(3000);
  });

  test("explores as often as it is told, and never when judged", () => {
    const [first, second, third] = counts(1, 0.3, "explore");
    expect(Math.abs(first! - 2400)).toBeLessThan(125); // 0.7 + 0.3 / 3 of 3,000; five standard deviations are 110
    expect(Math.min(second!, third!)).toBeGreaterThan(200);
    expect(counts(1, 1, "evaluate")).toEqual([3000, 0, 0]);
  });

  test("draws nothing when judged; a uniform when not, and an integer where there is a choice", () => {
    const spent = (x: number, mode: "explore" | "evaluate"): string[] => {
      const drawn: string[] = [];
      const random = {
        uniform: () => (drawn.push("uniform"), 0.9), normal: () => NaN, integer: () => (drawn.push("integer"), 0),
      };
      const lanes = { algorithm: "written", lanes: 1, state: new Uint32Array(0), lane: () => random };
      greedyPolicy(problem, 0.1, actionValue).act(Float32Array.of(x), lanes, new Int32Array(1), mode);
      return drawn;
    };
    expect(spent(0.5, "evaluate")).toEqual([]);
    expect(spent(1, "explore")).toEqual(["uniform"]);
    expect(spent(0.5, "explore")).toEqual(["uniform", "integer"]);
  });
});

test("the words: values of all actions, their maximum, and the discount", () => {
  const decision = fittedDecision(problem, 0, actionValue);
  const [values, best] = [new Float64Array(6), new Float64Array(2)];
  decision.actionValue.evaluate(Float32Array.of(1, 0.25), null, values);
  decision.value.evaluate(Float32Array.of(1, 0.25), best);
  expect([[...values], [...best], decision.discount]).toEqual([[1, 0.5, -1, 0.25, 0.5, -0.25], [1, 0.5], 0.9]);
});
