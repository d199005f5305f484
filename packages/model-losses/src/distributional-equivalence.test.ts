import { numbers, tensor } from "@worldwise/autodiff";
import type { Mdp, Tensor } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { recordedOutcomes } from "./distributional-equivalence.ts";
import equivalence from "./fixtures/distributional-equivalence-cvar.json" with { type: "json" };
import { integers, near } from "./fixtures/near.ts";
import { returnLaw, riskGreedyAction } from "./return-law.ts";
import type { OutcomeMoments } from "./return-moments.ts";
import { momentBackup, returnMoments } from "./return-moments.ts";
import { conditionalValueAtRisk, entropicRisk, expectedReturn, meanVariance } from "./risk-measures.ts";

describe("distributional equivalence: a model of equal values that misleads who minds risk", () => {
  const { inputs: { gamma }, expected, correlation_pitfall: pitfall, relative_tolerance: tolerance } = equivalence;
  // s0; sH, sL, sM, sM5 pay 10, 0, 4, 5 and lead to an end that pays nothing: 0, 1 … 4, 5.
  const paid = [0, 10, 0, 4, 5, 0];
  const outcomesOf = (good: readonly number[]): readonly (readonly number[])[] =>
    paid.flatMap((_, x) => [0, 1].map((a) => (x > 0 ? [0, 0, 0, 0, 0, 1] : a === 0 ? [...good] : [0, 0, 0, 1, 0, 0])));
  const [world, model] = [outcomesOf([0, 0.5, 0.5, 0, 0, 0]), outcomesOf([0, 0, 0, 0, 1, 0])];
  const mdpOf = (rows: readonly (readonly number[])[]): Mdp => ({
    stateCount: 6, actionCount: 2, discount: gamma, rowStart: Int32Array.from(rows, (_, r) => 6 * r),
    rowEnd: Int32Array.from(rows, (_, r) => 6 * r + 6), successor: Int32Array.from(rows.flat(), (_, k) => k % 6),
    probability: Float64Array.from(rows.flat()), terminated: new Uint8Array(72), reward: Float64Array.from(rows, (_, r) => paid[r >> 1]!),
    initial: Float64Array.of(1, 0, 0, 0, 0, 0),
  });
  const momentsOf = (rows: readonly (readonly number[])[]): OutcomeMoments => (i, j) =>
    tensor(rows.flatMap((row, r) => row.map((p) => p * paid[r >> 1]! ** i * gamma ** j)), [12, 6]);
  const always = (action: number): Tensor => tensor(Array.from({ length: 12 }, (_, k) => Number(k % 2 === action)), [6, 2]);
  const [a, b] = [always(0), always(1)];
  const secondOf = (rows: readonly (readonly number[])[], policy: Tensor): readonly number[] =>
    returnMoments(momentsOf(rows), policy, 2).slice(1).map((moment) => numbers(moment)[0]!);

  test("means are equal and second moments are not", () => {
    near(secondOf(world, a), [expected.mean_true.a, expected.second_moment_true.a], tolerance);
    near(secondOf(world, b), [expected.mean_true.b, expected.second_moment_true.b], tolerance);
    near(secondOf(model, a), [expected.mean_model.a, expected.second_moment_model.a], tolerance);
    near(secondOf(model, b), [expected.mean_model.b, expected.second_moment_model.b], tolerance);
    const [mean, second] = secondOf(world, a);
    near([second! - mean! ** 2], [expected.var_true.a], tolerance);
  });

  test("laws of returns, and the actions that risk measures choose", () => {
    const [truth, learned] = [mdpOf(world), mdpOf(model)];
    const policy = new Int32Array(6);
    const worst = conditionalValueAtRisk(0.5);
    const of = (mdp: Mdp, action: number): number => worst(returnLaw(mdp, policy, 0, action, 4));
    near([of(truth, 0), of(truth, 1)], [expected.CVaR05_true.a, expected.CVaR05_true.b], tolerance);
    near([of(learned, 0), of(learned, 1)], [expected.CVaR05_model.a, expected.CVaR05_model.b], tolerance);
    const chosen = (mdp: Mdp, measure: typeof expectedReturn): string => ["a", "b"][riskGreedyAction(mdp, policy, 0, 4, measure)]!;
    expect([chosen(truth, expectedReturn), chosen(learned, expectedReturn)]).toEqual([expected.greedy.mean_true, expected.greedy.mean_model]);
    expect([chosen(truth, worst), chosen(learned, worst)]).toEqual([expected.greedy.cvar05_true, expected.greedy.cvar05_model]);
    expect([chosen(truth, meanVariance(1)), chosen(learned, meanVariance(1))])
      .toEqual([expected.greedy["mean_minus_1*var_true"], expected.greedy["mean_minus_1*var_model"]]);
  });

  test("reward and next value are not independent", () => {
    // From s to u, paid 1, or to v, paid −1: states 0; 1, 2 with V = 2, −2 and second moments 4.
    const transitions = {
      state: integers([0, 0]), action: integers([0, 0]), next: integers([1, 2]), reward: tensor([1, -1]), discount: tensor([0.5, 0.5]),
    };
    const size = { stateCount: 3, actionCount: 1 };
    const nothing: OutcomeMoments = () => tensor(new Float64Array(9), [3, 3]);
    const policy = tensor([1, 1, 1], [3, 1]);
    const next = [[1, 1, 1], [0, 2, -2], [0, 4, 4]].map((each) => tensor(each));
    const second = (independent: boolean): number =>
      numbers(momentBackup(recordedOutcomes(transitions, size, nothing, independent), policy, next, 2))[0]!;
    near([second(false), second(true)], [pitfall.exact, pitfall.product_form], tolerance);
  });
});

describe("risk measures", () => {
  const law = { returns: [3, -1, 5, 1], probabilities: [0.25, 0.25, 0.25, 0.25] };
  test("the worst part of a law, with part of the return at its edge", () => {
    expect(conditionalValueAtRisk(1)(law)).toBeCloseTo(2, 14);
    expect(conditionalValueAtRisk(0.25)(law)).toBeCloseTo(-1, 14);
    expect(conditionalValueAtRisk(0.4)(law)).toBeCloseTo((0.25 * -1 + 0.15 * 1) / 0.4, 14);
  });
  test("entropic risk lies between the mean and the worst return, and does not overflow", () => {
    expect(entropicRisk(1e-6)(law)).toBeCloseTo(2, 4);
    expect(entropicRisk(1000)(law)).toBeCloseTo(-1 + Math.log(4) / 1000, 12);
  });
  test("what cannot be is refused", () => {
    for (const level of [0, 1.5, Number.NaN]) expect(() => conditionalValueAtRisk(level)).toThrow(/level/);
    expect(() => entropicRisk(0)).toThrow(/aversion/);
    expect(() => meanVariance(Infinity)).toThrow(/weight/);
  });
});
