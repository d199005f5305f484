import { gather, numbers, tensor } from "@worldwise/autodiff";
import type { Tensor } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { calibratedVaml, expectedSampledVaml, sampledValueError } from "./calibrated-vaml.ts";
import calibrated from "./fixtures/calibrated-vaml-two-outcomes.json" with { type: "json" };
import { integers, near } from "./fixtures/near.ts";
import { inputsFor } from "./fixtures/softmax-rows.ts";
import { iterVaml } from "./iter-vaml.ts";

describe("calibrated VAML, two outcomes", () => {
  const { inputs, expected, relative_tolerance: tolerance } = calibrated;
  const size = { stateCount: 2, actionCount: 1 };
  // Ten transitions in the proportions of the truth.
  const next = inputs.p_true.flatMap((p, y) => Array.from({ length: Math.round(10 * p) }, () => y));
  const zeros = new Int32Array(10);
  const [nowhere, nothing] = [tensor(zeros, [10], "int32"), tensor(new Float64Array(10))];
  const batch = { state: nowhere, action: nowhere, next: integers(next), reward: nothing, discount: nothing };
  const decision = { tracedValue: (state: Tensor) => gather(tensor(inputs.V), state) };
  const lossOf = (loss: { loss(inputs: never): Tensor }, q: readonly number[]): number => {
    const logits = tensor([...q.map(Math.log), 0, 0], [2, 2]);
    return numbers(loss.loss(inputsFor({ logits, reward: tensor([0, 0]) }, size, batch, decision)))[0]!;
  };

  test("expected losses of sampled models, corrected and not", () => {
    near([lossOf(expectedSampledVaml(), inputs.q_model)], [expected.expected_uncorrected_k1], tolerance);
    near([lossOf(expectedSampledVaml({ samples: 2 }), inputs.q_model)], [expected.expected_uncorrected_k2], tolerance);
    near([lossOf(calibratedVaml(), inputs.q_model)], [expected.expected_corrected_any_k], tolerance);
    near([lossOf(iterVaml(), inputs.q_model)], [expected.calibrated_target_loss + expected.Var_true], tolerance);
    near([lossOf(expectedSampledVaml(), inputs.p_true)], [expected.true_model_uncorrected_loss], tolerance);
    near([lossOf(calibratedVaml(), inputs.p_true)], [expected.Var_true], tolerance);
    const certain = expected.minimiser_uncorrected_k1.map((p) => Math.max(p, 1e-300)); // whose logarithm is finite
    near([lossOf(expectedSampledVaml(), certain)], [expected.minimum_uncorrected_k1], tolerance);
  });

  test("the mean over all samples of k = 2 is what is expected of them", () => {
    for (const [correction, value] of [[true, expected.expected_corrected_any_k], [false, expected.expected_uncorrected_k2]] as const) {
      let total = 0;
      for (const [a, b, y] of [[0, 0, 0], [0, 0, 1], [0, 1, 0], [0, 1, 1], [1, 0, 0], [1, 0, 1], [1, 1, 0], [1, 1, 1]] as const) {
        const weight = inputs.q_model[a]! * inputs.q_model[b]! * inputs.p_true[y]!;
        const error = sampledValueError(tensor([inputs.V[a]!, inputs.V[b]!], [1, 2]), tensor([inputs.V[y]!]), correction);
        total += weight * numbers(error)[0]!;
      }
      near([total], [value], tolerance);
    }
  });

  test("with two samples it is a product of errors", () => {
    for (const [a, b, y] of [[0.3, -2, 1], [1, 1, 0.5], [4, 0, 0]] as const) {
      const error = numbers(sampledValueError(tensor([a, b], [1, 2]), tensor([y]), true))[0]!;
      expect(error).toBeCloseTo((a - y) * (b - y), 12);
    }
  });
});
