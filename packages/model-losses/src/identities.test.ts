import { add, cholesky, grad, mul, numbers, tensor } from "@worldwise/autodiff";
import type { DecisionContext, ModelLoss, Tensor } from "@worldwise/protocol";
import { discrete, traced, transitionBatch } from "@worldwise/protocol";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normals, randomBatch, randomDecision, seeded, softmaxPolicy } from "./fixtures/random-world.ts";
import type { RowTensors } from "./fixtures/softmax-rows.ts";
import { inputsFor } from "./fixtures/softmax-rows.ts";
import {
  boundedVaml, calibratedVaml, constantPolicies, distributionalEquivalence, gampsWeights, gaussianKernel, iterVaml, kernelVaml, lipschitzVaml,
  maximumLikelihood, nStepValueEquivalence, optimalModelDesign, properValueEquivalence, randomPolicies, vaml, valueEquivalence,
} from "./index.ts";

const size = { stateCount: 4, actionCount: 2 };
const problem = { observation: discrete(4), action: discrete(2), discount: 0.5 };
type Loss = Pick<ModelLoss<never, never>, "loss">;
const seeds = fc.integer({ min: 1, max: 1_000_000 });
const checked = (property: fc.IProperty<[number]>): void => fc.assert(property, { seed: 1, numRuns: 20 });

/** A random model, random transitions, and a planner that tells random numbers. */
function randomCase(seed: number): {
  readonly rows: RowTensors; readonly batch: ReturnType<typeof randomBatch>; readonly decision: ReturnType<typeof randomDecision>;
} {
  const random = seeded(seed);
  return {
    rows: { logits: tensor(normals(random, 32), [8, 4]), reward: tensor(normals(random, 8)) },
    batch: randomBatch(size, 20, random), decision: randomDecision(size, random),
  };
}
const valueOf = (loss: object, { rows, batch, decision }: ReturnType<typeof randomCase>): number =>
  numbers((loss as Loss).loss(inputsFor(rows, size, batch, decision)))[0]!; // a loss of whatever needs
const slopesOf = (loss: object, { rows, batch, decision }: ReturnType<typeof randomCase>): readonly number[] =>
  [...numbers(grad((own: RowTensors) => (loss as Loss).loss(inputsFor(own, size, batch, decision)))(rows).logits)]; // as well

/** The logits and rewards that the transitions themselves say. */
function recordedModel({ state, action, next, reward }: ReturnType<typeof randomBatch>): RowTensors {
  const [count, paid] = [new Float64Array(32), new Float64Array(8)];
  const [x, a, y, r] = [state, action, next, reward].map(numbers);
  x!.forEach((s, b) => {
    const row = s * 2 + a![b]!;
    count[row * 4 + y![b]!]! += 1;
    paid[row]! += r![b]!;
  });
  const total = Array.from({ length: 8 }, (_, row) => count.subarray(4 * row, 4 * row + 4).reduce((sum, n) => sum + n, 0));
  // What never came has a logit so low that its probability is 0.
  return {
    logits: tensor(count.map((n) => (n > 0 ? Math.log(n) : -800)), [8, 4]), reward: tensor(paid.map((sum, row) => sum / total[row]!)),
  };
}

describe("value classes", () => {
  test("a kernel's ball is the linear ball of features that factor it", () => {
    const kernel = gaussianKernel(4, 1.5);
    const factor = numbers(cholesky(tensor(kernel.flatMap((row) => [...row]), [4, 4])));
    const features = [0, 1, 2, 3].map((x) => factor.slice(4 * x, 4 * x + 4));
    checked(fc.property(seeds, (seed) => {
      const at = randomCase(seed);
      expect(valueOf(kernelVaml({ kernel, radius: 3 }), at)).toBeCloseTo(valueOf(vaml({ features, radius: 3 }), at), 10);
    }));
  });

  test("bounded values are those with indicators for features and entries up to the bound", () => {
    const features = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]];
    checked(fc.property(seeds, (seed) => {
      const at = randomCase(seed);
      expect(valueOf(boundedVaml({ bound: 2 }), at)).toBeCloseTo(valueOf(vaml({ norm: "linf", radius: 2, features }), at), 11);
    }));
  });

  test("of two outcomes at distance 1, Lipschitz values are worth half as much as bounded ones, squared a quarter", () => {
    const distance = [[0, 1, 1, 1], [1, 0, 1, 1], [1, 1, 0, 1], [1, 1, 1, 0]];
    checked(fc.property(seeds, (seed) => {
      const at = randomCase(seed);
      expect(4 * valueOf(lipschitzVaml({ distance }), at)).toBeCloseTo(valueOf(boundedVaml(), at), 11);
      const line = [[0, 1, 2, 3], [1, 0, 1, 2], [2, 1, 0, 1], [3, 2, 1, 0]];
      expect(valueOf(lipschitzVaml({ distance: line }), at)).toBeCloseTo(valueOf(lipschitzVaml(), at), 11);
    }));
  });

  test("a feature that is constant changes nothing", () => {
    checked(fc.property(seeds, (seed) => {
      const at = randomCase(seed);
      const phi = [[1, -2], [0.5, 0], [3, 1], [-1, 2]];
      expect(valueOf(vaml({ features: phi.map((row) => [...row, 7]) }), at)).toBeCloseTo(valueOf(vaml({ features: phi }), at), 11);
    }));
  });
});

describe("a table that can hold any row", () => {
  test("at the likelihood's solution no value-aware loss has a slope: they cannot be told apart", () => {
    checked(fc.property(seeds, (seed) => {
      const at = randomCase(seed);
      const best = { ...at, rows: recordedModel(at.batch) };
      for (const loss of [maximumLikelihood(), iterVaml(), vaml(), vaml({ norm: "l2", features: [[1], [2], [0], [5]] }), calibratedVaml()]) {
        for (const slope of slopesOf(loss, best)) expect(Math.abs(slope)).toBeLessThan(1e-12);
      }
    }));
  });

  test("the recorded world itself has no error of value equivalence, of any order, nor of moments where rewards are certain", () => {
    const policies = [...constantPolicies(size), ...randomPolicies(size, 4, 2)];
    checked(fc.property(seeds, (seed) => {
      const { decision, batch: random } = randomCase(seed);
      // Rewards of the pair alone, and no ends: what the class can hold.
      const known = normals(seeded(seed + 1), 8);
      const row = numbers(add(mul(random.state, 2), random.action));
      const batch = { ...random, reward: tensor([...row].map((r) => known[r]!)), discount: tensor([...row].map(() => 0.5)) };
      const at = { decision, batch, rows: recordedModel(batch) };
      expect(valueOf(nStepValueEquivalence(problem, { policies, values: [[1, 2, 3, 4], [0, -1, 0, 1]], steps: 3 }), at)).toBeLessThan(1e-20);
      expect(valueOf(properValueEquivalence(problem, { policies }), at)).toBeLessThan(1e-20);
      expect(valueOf(distributionalEquivalence(problem, { policies, moments: 3 }), at)).toBeLessThan(1e-18);
    }));
  });
});

describe("relatives", () => {
  test("with one moment, distributional equivalence is proper value equivalence", () => {
    const policies = randomPolicies(size, 4, 3);
    checked(fc.property(seeds, (seed) => {
      const at = randomCase(seed);
      const first = valueOf(distributionalEquivalence(problem, { policies, moments: 1 }), at);
      expect(first).toBeCloseTo(valueOf(properValueEquivalence(problem, { policies }), at), 10);
    }));
  });

  test("with the true reward known and nothing ending, value equivalence is VAML's sum over a basis, times γ²", () => {
    const values = [[1, 0, -1, 2], [0.5, 0.25, 0, -1]];
    const features = [0, 1, 2, 3].map((x) => values.map((each) => each[x]!));
    checked(fc.property(seeds, (seed) => {
      const { rows, batch: random, decision } = randomCase(seed);
      const row = numbers(add(mul(random.state, 2), random.action));
      const reward = numbers(rows.reward);
      const batch = { ...random, reward: tensor([...row].map((r) => reward[r]!)), discount: tensor([...row].map(() => 0.5)) };
      const at = { rows, batch, decision };
      expect(valueOf(valueEquivalence({ values }), at)).toBeCloseTo(0.25 * valueOf(vaml({ features }), at), 11);
    }));
  });

  test("where the expectation is exact, calibrated VAML is IterVAML", () => {
    checked(fc.property(seeds, (seed) => {
      const at = randomCase(seed);
      expect(valueOf(calibratedVaml({ samples: 2 }), at)).toBeCloseTo(valueOf(iterVaml(), at), 12);
    }));
  });

  test("optimal model design finds no error in the recorded world", () => {
    checked(fc.property(seeds, (seed) => {
      const { decision, batch } = randomCase(seed);
      const at = { decision, batch: { ...batch, discount: tensor(new Float64Array(20).fill(0.5)) }, rows: recordedModel(batch) };
      expect(valueOf(optimalModelDesign({ sweeps: 80 }), at)).toBeLessThan(1e-20);
    }));
  });
});

describe("two models that are properly equivalent, and differ", () => {
  // Two states pay the same and lead to each other; where they lead is nothing to any policy's value.
  const batch = {
    state: tensor([0, 0, 1, 1, 2, 2, 3, 3], [8], "int32"), action: tensor([0, 1, 0, 1, 0, 1, 0, 1], [8], "int32"),
    next: tensor([1, 2, 1, 2, 2, 1, 3, 3], [8], "int32"), reward: tensor([0, 1, 5, 5, 5, 5, 0, 0]), discount: tensor(new Float64Array(8).fill(0.5)),
  };
  const decision = randomDecision(size, seeded(1));
  const policies = [...constantPolicies(size), ...randomPolicies(size, 6, 5)];
  const kept = recordedModel(batch);
  const logits = Float64Array.from(numbers(kept.logits));
  [logits[1], logits[2]] = [logits[2]!, logits[1]!]; // state 0, action 0: to 2 in place of 1
  const other = { ...kept, logits: tensor(logits, [8, 4]) };

  test("both have no error, for every policy, but a value that parts the two states finds one", () => {
    for (const rows of [kept, other]) {
      expect(valueOf(properValueEquivalence(problem, { policies }), { rows, batch, decision })).toBeLessThan(1e-20);
    }
    const loss = valueEquivalence({ values: [[0, 1, 0, 0]] });
    expect(valueOf(loss, { rows: kept, batch, decision })).toBeLessThan(1e-20);
    expect(valueOf(loss, { rows: other, batch, decision })).toBeGreaterThan(0.01);
  });
});

describe("the weights of GAMPS", () => {
  test("on policy, with scores of one length c, w_t = γ^t (t + 1) c; a probability that differs multiplies on", () => {
    const theta = { shape: [4, 2], data: new Float64Array(8) };
    const tracedPolicy: DecisionContext["tracedPolicy"] = traced({ theta }, (live: { readonly theta: Tensor }) => softmaxPolicy(live.theta));
    const weights = weightsOf(tracedPolicy, [0.5, 0.5, 0.5, 0.25]);
    [1, 2 * 0.5, 3 * 0.25, 2].forEach((weight, t) => expect(weights[t]).toBeCloseTo(weight * Math.SQRT1_2, 12));
  });

  /** Three steps of an episode, and one of another. */
  function weightsOf(tracedPolicy: DecisionContext["tracedPolicy"], probability: readonly number[]): number[] {
    const rows = transitionBatch(problem, 4);
    const held = {
      size: 4, added: 4, follow: (index: number) => (index < 2 ? index + 1 : -1),
      gather(indices: Int32Array, out: ReturnType<typeof transitionBatch> & { extras: { behaviorProbability: Float64Array } }) {
        out.size = 1;
        out.observation[0] = rows.observation[indices[0]!]!;
        out.action[0] = rows.action[indices[0]!]!;
        out.extras.behaviorProbability[0] = probability[indices[0]!]!;
      },
    };
    const column = new Float64Array(4);
    gampsWeights(problem).compute(held, { discount: 0.5, tracedPolicy }, column); // holds what it reads
    return [...column];
  }
});

test("one state, discounts of 0 and 0.9999, and states that nobody reached are all right", () => {
  const single = { observation: discrete(1), action: discrete(1), discount: 0.9999 };
  const one = { stateCount: 1, actionCount: 1 };
  const batch = {
    state: tensor([0], [1], "int32"), action: tensor([0], [1], "int32"), next: tensor([0], [1], "int32"), reward: tensor([1]), discount: tensor([0.9999]),
  };
  const rows = { logits: tensor([0], [1, 1]), reward: tensor([1]) };
  const policies = constantPolicies(one);
  for (const discount of [0, 0.9999]) {
    const loss = properValueEquivalence({ ...single, discount }, { policies });
    const inputs = inputsFor(rows, one, { ...batch, discount: tensor([discount]) }, { discount });
    expect(Math.abs(numbers(loss.loss(inputs))[0]!)).toBeLessThan(1e-12);
  }
  // Only state 0 was seen: the others are believed, and get no derivative.
  const { rows: model, decision } = randomCase(5);
  const seen = { ...batch, reward: tensor([2]), discount: tensor([0.5]) };
  const loss = nStepValueEquivalence(problem, { policies: constantPolicies(size), values: [[1, 2, 3, 4]], steps: 1 });
  const slope = numbers(grad((own: RowTensors) => loss.loss(inputsFor(own, size, seen, decision)))(model).reward);
  expect(slope[0]).not.toBe(0);
  for (const other of slope.slice(2)) expect(other).toBeCloseTo(0, 15);
});
