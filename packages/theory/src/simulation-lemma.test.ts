import fc from "fast-check";
import { describe, expect, test } from "vitest";
import reference from "./fixtures/simulation-lemma.json" with { type: "json" };
import { denseMdp, randomCase, type RandomCase, shapeOf } from "./fixtures/worlds.ts";
import { correctedForm, printedForm } from "./fixtures/wrong-forms.ts";
import { optimalValues, policyLossTerms, policyValues, resolvent, simulationLemma } from "./index.ts";
import { rowSumNorm } from "./spectral-radius.ts";
import { policyTransitions } from "./mdp-rows.ts";
import { add, subtract, supNorm } from "./vectors.ts";

const shapes = fc.noBias(fc.nat()).map(shapeOf);

const { inputs, expected } = reference;
const truth = denseMdp(inputs.P, inputs.r, inputs.gamma), model = denseMdp(inputs.Phat, inputs.r, inputs.gamma);
const policy = Float64Array.from(inputs.pi.flat());

/** How far a form of V̂ − V is from it, relative to the larger of 1 and the values. */
function disagreement({ truth, model, policy }: RandomCase, form: typeof printedForm): number {
  const [inTruth, inModel] = [policyValues(truth, policy).value, policyValues(model, policy).value];
  const wanted = subtract(inModel, inTruth);
  return supNorm(subtract(form(truth, model, policy), wanted)) / Math.max(1, supNorm(inTruth), supNorm(inModel));
}

describe("the simulation lemma", () => {
  test("holds in all its forms", () => {
    fc.assert(fc.property(shapes, (shape) => {
      const { truth, model, policy } = randomCase(shape);
      expect(simulationLemma(truth, model, policy).residual).toBeLessThan(1e-10);
    }), { seed: 1, numRuns: 2000 });
  });

  test("as printed with the model's values is not an identity: the same test, and it fails", () => {
    let failures = 0;
    fc.assert(fc.property(shapes, (shape) => {
      const compared = randomCase(shape);
      expect(disagreement(compared, correctedForm)).toBeLessThan(1e-10);
      failures += Number(disagreement(compared, printedForm) > 1e-6);
    }), { seed: 1, numRuns: 500 });
    expect(failures).toBeGreaterThan(150); // discount 0 and models that are right agree with any form
  });

  test("gives the numbers of the reference", () => {
    const { value, start } = simulationLemma(truth, model, policy);
    expect([...value.throughModel].map((entry, x) => entry - expected.difference[x]!)).toSatisfy(
      (errors: number[]) => errors.every((error) => Math.abs(error) < 1e-10));
    expect(start.throughTruth).toBeCloseTo(expected.difference[0]!, 10);
    expect(supNorm(subtract(policyValues(model, policy).value, Float64Array.from(expected.V_Phat_pi)))).toBeLessThan(1e-10);
    expect(supNorm(subtract(policyValues(truth, policy).value, Float64Array.from(expected.V_P_pi)))).toBeLessThan(1e-10);
  });

  test("the printed and the correct term of the reference, both for the plan", () => {
    const plan = Float64Array.from(optimalValues(model).policy).reduce<Float64Array>((table, action, state) => {
      table[state * 2 + action] = 1;
      return table;
    }, new Float64Array(8));
    const terms = [expected.slide_typo_term_with_VPhat, expected.correct_term];
    const [printed, corrected] = terms.map((term) => Float64Array.from(term));
    expect(supNorm(subtract(printedForm(truth, model, plan), printed!))).toBeLessThan(1e-10);
    expect(supNorm(subtract(correctedForm(truth, model, plan), corrected!))).toBeLessThan(1e-10);
  });
});

describe("the loss of a plan", () => {
  test("is the sum of its three terms, of which only the middle one has a sign", () => {
    const signs = { optimalPolicy: new Set<number>(), modelPolicy: new Set<number>() };
    fc.assert(fc.property(shapes, (shape) => {
      const { truth, model } = randomCase(shape);
      const terms = policyLossTerms(truth, model, optimalValues(truth).policy, optimalValues(model).policy);
      const scale = Math.max(1, supNorm(terms.optimalValue), supNorm(terms.planValue));
      expect(supNorm(subtract(terms.loss, add(terms.planning, terms.twoTerms))) / scale).toBeLessThan(1e-10);
      expect(Math.max(...terms.planning) / scale).toBeLessThan(1e-10);
      expect(Math.min(...terms.loss) / scale).toBeGreaterThan(-1e-10);
      for (const name of ["optimalPolicy", "modelPolicy"] as const) {
        for (const entry of terms[name]) if (Math.abs(entry) > 1e-6) signs[name].add(Math.sign(entry));
      }
    }), { seed: 2, numRuns: 1000 });
    expect([signs.optimalPolicy.size, signs.modelPolicy.size]).toEqual([2, 2]); // as underbraces they cannot be "≤ 0"
  });
});

describe("the resolvent", () => {
  test("is what is bounded by 1/(1 − γ), and I − γP is not its stand-in", () => {
    let above = 0;
    fc.assert(fc.property(shapes, (shape) => {
      const { truth, policy } = randomCase(shape);
      const { stateCount, discount } = truth;
      const sums = resolvent(truth, policy).apply(new Float64Array(stateCount).fill(1)); // its entries are at least 0
      expect(Math.max(...sums)).toBeLessThanOrEqual((1 + 1e-9) / (1 - discount));
      const identityMinus = policyTransitions(truth, policy)
        .map((entry, at) => Number(at % (stateCount + 1) === 0) - discount * entry);
      above += Number(Math.max(...sums) > rowSumNorm(identityMinus, stateCount) + 1e-9);
    }), { seed: 3, numRuns: 300 });
    expect(above).toBeGreaterThan(100); // ‖I − A‖ bounds nothing of ‖(I − A)⁻¹‖
  });

  test("solves transposed systems", () => {
    const { apply, applyTransposed } = resolvent(truth, policy);
    const [x, y] = [Float64Array.of(1, -2, 0.5, 3), Float64Array.of(0.2, 1, 4, -1)];
    const dot = (a: Float64Array, b: Float64Array): number => a.reduce((total, entry, i) => total + entry * b[i]!, 0);
    expect(dot(apply(x), y)).toBeCloseTo(dot(x, applyTransposed(y)), 11);
  });
});
