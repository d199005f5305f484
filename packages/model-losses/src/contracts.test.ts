import type { Contract } from "@worldwise/testing";
import { describeContract, testModelLoss } from "@worldwise/testing";
import { tensor } from "@worldwise/autodiff";
import { numbers } from "@worldwise/autodiff";
import { box } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { everyLoss, problem } from "./fixtures/every-loss.ts";
import { withRepeatedWindow } from "./fixtures/windows.ts";
import { inputsFor } from "./fixtures/softmax-rows.ts";
import { normals, randomBatch, randomDecision, seeded } from "./fixtures/random-world.ts";
import {
  calibratedVaml, iterVaml, lipschitzVaml, maximumLikelihood, multiStep, paml, sizeOf, squaredReward, vagram, vaml, valueEquivalence,
} from "./index.ts";

const hooks = { describe, test };
const readsColumns = ["weightedLikelihood", "multiStep"];
const inTables = everyLoss.filter(([name]) => !readsColumns.includes(name));
for (const [, create] of inTables) describeContract(testModelLoss(create, { spaces: problem }), hooks);

describeContract(testModelLoss(() => withRepeatedWindow(multiStep(problem, { steps: 3 }), 3), { spaces: problem }), hooks);
const plane = { observation: box("float64", [-1, -1], [1, 1]), action: box("float64", [-1], [1]), discount: 0.9 };
describeContract(testModelLoss(() => withRepeatedWindow(multiStep(plane, { steps: 3 }), 3), { spaces: plane }), hooks);

/** Losses that a model of vectors can be trained with. */
const ofVectors: readonly Contract[] = [
  testModelLoss(maximumLikelihood), testModelLoss(squaredReward), testModelLoss(() => vaml()), testModelLoss(() => lipschitzVaml()),
  testModelLoss(iterVaml), testModelLoss(() => calibratedVaml()), testModelLoss(vagram), testModelLoss(() => paml()),
  testModelLoss(() => valueEquivalence()),
];
for (const contract of ofVectors) describeContract(contract, hooks);

test("with weights of 1, the weighted likelihood is the likelihood; a weight of 0 silences a transition", () => {
  const size = sizeOf(problem);
  const random = seeded(3);
  const rows = { logits: tensor(normals(random, 32), [8, 4]), reward: tensor(normals(random, 8)) };
  const batch = randomBatch(size, 6, random);
  const decision = randomDecision(size, random);
  const [[, plain], , [, weighted]] = everyLoss as unknown as readonly [typeof everyLoss[0], unknown, typeof everyLoss[0]]; // by place
  const of = (weights: readonly number[]): number =>
    numbers(weighted().loss(inputsFor(rows, size, batch, decision, { "gamps.weight": tensor(weights) })))[0]!;
  expect(of([1, 1, 1, 1, 1, 1])).toBe(numbers(plain().loss(inputsFor(rows, size, batch, decision)))[0]);
  expect(of([0, 0, 0, 0, 0, 0])).toBeCloseTo(0, 15);
});
