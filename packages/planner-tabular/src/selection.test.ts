import { philox, seedKey } from "@worldwise/math";
import type { Discrete, LegalActions, Random } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { expectedActionValue, tablePolicy } from "./policies.ts";
import type { Selection } from "./selection.ts";
import { epsilonGreedy, fixedProbabilities, greedy, softmax, uniform } from "./selection.ts";

/** State 0 has two best actions, 1 and 3; state 1 has one, 2. */
const actionValue = Float64Array.of(0, 2, 1, 2, -1, -3, 5, 0);

/** Answers from a script and notes what it was asked. */
function scripted(...answers: number[]): { random: Random; asked: string[] } {
  const asked: string[] = [];
  const answer = (question: string): number => {
    asked.push(question);
    return answers.shift() ?? Number.NaN;
  };
  return { asked, random: { uniform: () => answer("uniform"), normal: () => answer("normal"), integer: (count) => answer(`integer ${count}`) } };
}

const probabilitiesOf = (selection: Selection, state: number): number[] => {
  const probability = new Float64Array(4).fill(Number.NaN);
  selection.probabilities(actionValue, state, probability);
  return [...probability];
};

const firstAndLast: LegalActions<Discrete> = { mask: (_, outMask) => outMask.set([1, 0, 0, 1]) };

describe("epsilon-greedy", () => {
  test("asks for a uniform number, then for the random action", () => {
    const { random, asked } = scripted(0.09, 2);
    expect(epsilonGreedy(4, 0.1).draw(actionValue, 0, random)).toBe(2);
    expect(asked).toEqual(["uniform", "integer 4"]);
  });

  test("breaks ties at random when it explores, and asks only where there are any", () => {
    const tied = scripted(0.1, 1);
    expect(epsilonGreedy(4, 0.1).draw(actionValue, 0, tied.random)).toBe(3);
    expect(tied.asked).toEqual(["uniform", "integer 2"]);
    const clear = scripted(0.1);
    expect(epsilonGreedy(4, 0.1).draw(actionValue, 1, clear.random)).toBe(2);
    expect(clear.asked).toEqual(["uniform"]);
  });

  test("is judged by the best action of lowest index, without random numbers", () => {
    const { random, asked } = scripted();
    expect(epsilonGreedy(4, 0.1).evaluate(actionValue, 0, random)).toBe(1);
    expect(asked).toEqual([]);
  });

  test("knows its probabilities: explore / M for each, the rest among the best", () => {
    expect(probabilitiesOf(epsilonGreedy(4, 0.2), 0)).toEqual([0.05, 0.45, 0.05, 0.45]);
    expect(probabilitiesOf(epsilonGreedy(4, 0.2), 1)).toEqual([0.05, 0.05, 0.8500000000000001, 0.05]);
    expect(probabilitiesOf(greedy(4), 1)).toEqual([0, 0, 1, 0]);
  });
});

describe("softmax", () => {
  test("weighs by exp(Q / temperature)", () => {
    const weights = [0, 2, 1, 2].map((q) => Math.exp(q / 0.5));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    probabilitiesOf(softmax(4, 0.5), 0).forEach((probability, a) => expect(probability).toBeCloseTo(weights[a]! / total, 14));
  });

  test("does not overflow where values are large", () => {
    const probability = new Float64Array(2);
    softmax(2, 1e-3).probabilities(Float64Array.of(1e6, 1e6 + 1), 0, probability);
    expect([...probability]).toEqual([0, 1]);
  });

  test("inverts one uniform number", () => {
    const { random, asked } = scripted(0.999999);
    expect(softmax(4, 1).draw(Float64Array.of(0, 0, 0, 0), 0, random)).toBe(3);
    expect(asked).toEqual(["uniform"]);
  });
});

describe("legal actions", () => {
  test("are the only ones that are drawn, judged or given probability", () => {
    const selections = [epsilonGreedy(4, 0.5, firstAndLast), softmax(4, 1, firstAndLast), uniform(4, firstAndLast)];
    const stream = philox.streams(seedKey(1), 1).lane(0);
    for (const selection of selections) {
      for (let i = 0; i < 50; i++) expect([0, 3]).toContain(selection.draw(actionValue, 1, stream));
      const [first, second, third, last] = probabilitiesOf(selection, 1);
      expect(first! + last!).toBeCloseTo(1, 14);
      expect([second, third]).toEqual([0, 0]);
    }
    expect(selections[0]!.evaluate(actionValue, 1, stream)).toBe(3);
  });
});

describe("every selection", () => {
  const selections = {
    "epsilon-greedy": epsilonGreedy(4, 0.3), "softmax": softmax(4, 2), "uniform": uniform(4),
    "fixed": fixedProbabilities(4, Float64Array.of(0.1, 0.2, 0.3, 0.4, 0, 1, 0, 0)),
  };

  test.each(Object.entries(selections))("%s draws with the probabilities it states", (_, selection) => {
    const stream = philox.streams(seedKey(7), 1).lane(0);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 20_000; i++) counts[selection.draw(actionValue, 0, stream)]! += 1;
    // Four standard deviations of a frequency near 1/2 are 0.014.
    probabilitiesOf(selection, 0).forEach((probability, a) => expect(Math.abs(counts[a]! / 20_000 - probability)).toBeLessThan(0.014));
  });

  test("acts in B lanes as in B single lanes", () => {
    const policy = tablePolicy(selections["epsilon-greedy"], actionValue);
    const [together, alone] = [philox.streams(seedKey(2), 3), philox.streams(seedKey(2), 3)];
    const action = new Int32Array(3);
    for (let step = 0; step < 20; step++) {
      policy.act(Int32Array.of(0, 1, 0), together, action);
      const single = [0, 1, 0].map((state, b) => selections["epsilon-greedy"].draw(actionValue, state, alone.lane(b)));
      expect([...action]).toEqual(single);
    }
  });

  test("has an expected value", () => {
    expect(expectedActionValue(selections.fixed, actionValue, 0, new Float64Array(4))).toBeCloseTo(0.2 * 2 + 0.3 * 1 + 0.4 * 2, 14);
    expect(expectedActionValue(selections.uniform, actionValue, 1, new Float64Array(4))).toBe(0.25);
  });
});
