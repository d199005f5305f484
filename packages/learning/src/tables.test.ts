import { gather, mean, square, sub } from "@worldwise/autodiff";
import { adam, gradientDescent } from "@worldwise/nn";
import type { ModelLoss, StateFunction, Tensor, Traced } from "@worldwise/protocol";
import { defineModelLoss, discrete, traced } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { iterVaml, maximumLikelihood, squaredReward } from "./fixtures/losses.ts";
import { seeded } from "./fixtures/random.ts";
import type { Row } from "./fixtures/recorded.ts";
import { recorded } from "./fixtures/recorded.ts";
import type { SoftmaxTable } from "./fixtures/softmax-table.ts";
import { softmaxTable } from "./fixtures/softmax-table.ts";
import { threeStates } from "./fixtures/three-states.ts";
import reference from "./fixtures/three-states.json" with { type: "json" };
import { gradientLearner } from "./gradient-learner.ts";

const problem = { observation: discrete(3), action: discrete(2), discount: 0.9 };

/** V as a planner would tell it: a live table. */
const valueOf = (data: Float64Array): Traced<StateFunction> =>
  traced({ table: { shape: [data.length], data } }, ({ table }: { readonly table: Tensor }) => (state) => gather(table, state));

/** Transitions from s0 in exactly the proportions of the reference. */
const fromStart: Row[] = reference.inputs.P.flatMap(([row], a) => row!.flatMap((probability, y) =>
  Array.from({ length: Math.round(10 * probability) }, (): Row => [0, a, 1, y])));

describe("the three states of Grimm et al.", () => {
  const parts = { model: threeStates(problem), optimizer: adam({ rate: 0.1 }), batches: "all", steps: 500 } as const;
  const rowsOf = (theta: Float64Array): number[][] => Array.from(theta, (t) => [0.5 * (1 - t), t, 0.5 * (1 - t)]);

  test("likelihood copies the share of s1", () => {
    const learner = gradientLearner({ ...parts, loss: maximumLikelihood });
    const state = learner.init(seeded(1));
    learner.update(state, recorded(problem, fromStart), {}, seeded(2));
    const { theta } = state.members[0] as unknown as ReturnType<typeof parts.model.init>; // the only member
    rowsOf(theta.data).forEach((row, a) =>
      row.forEach((p, y) => expect(p).toBeCloseTo(reference.expected.mle.model_row_s0[a]![y]!, 5)));
  });

  test("IterVAML keeps what s0 is worth", () => {
    const learner = gradientLearner({ ...parts, loss: iterVaml, steps: 2000 });
    const state = learner.init(seeded(1));
    const tracedValue = valueOf(Float64Array.from(reference.inputs.v));
    learner.update(state, recorded(problem, fromStart), { tracedValue }, seeded(2));
    const { theta } = state.members[0] as unknown as ReturnType<typeof parts.model.init>; // the only member
    rowsOf(theta.data).forEach((row, a) =>
      row.forEach((p, y) => expect(p).toBeCloseTo(reference.expected.ve.model_row_s0[a]![y]!, 3)));
  });
});

describe("a softmax table", () => {
  const rows: Row[] = [[0, 0, 1, 0], [0, 0, 1, 1], [0, 0, 3, 1], [0, 0, 3, 2], [1, 1, -2, 2], [2, 0, 0, 0]];
  const data = recorded(problem, rows);

  test("one step of gradient descent on all rows, by hand", () => {
    const learner = gradientLearner({
      model: softmaxTable(problem), loss: maximumLikelihood, rewardLoss: squaredReward, rewardWeight: 0.5,
      optimizer: gradientDescent({ rate: 3 }), batches: "all", steps: 1,
    });
    const state = learner.init(seeded(1));
    const { mdp } = learner.model(state);
    learner.update(state, data, {}, seeded(2));
    const { logits, reward } = state.members[0] as unknown as SoftmaxTable; // the class's tree
    // ∂L/∂logit = Σ (1/3 − [y came]) / 6, times −3; row (s0, a0): 4 tries with outcomes 1, 2, 1.
    [-1 / 6, 1 / 3, -1 / 6].forEach((x, y) => expect(logits.data[y]).toBeCloseTo(x, 12));
    // ∂L/∂r̂ = ½ Σ 2 (0 − r) / 6, times −3.
    expect([...reward.data].map((x) => Number(x.toFixed(12)))).toEqual([4, 0, 0, -1, 0, 0]);
    const weight = [Math.exp(-1 / 6), Math.exp(1 / 3), Math.exp(-1 / 6)];
    const total = weight[0]! + weight[1]! + weight[2]!;
    weight.forEach((w, y) => expect(mdp.probability[y]).toBeCloseTo(w / total, 14));
    expect(learner.metrics!(state)).toMatchObject({ updates: 1, steps: 1, epochs: 0, nonFiniteSteps: 0 });
    expect(state.trainingLoss[0]).toBeCloseTo(Math.log(3) + 0.5 * (24 / 6), 12);
  });

  test("likelihood ends at the frequencies, and untried rows stay", () => {
    const learner = gradientLearner({
      model: softmaxTable(problem), loss: maximumLikelihood, rewardLoss: squaredReward, optimizer: adam({ rate: 0.1 }),
      batches: "all", steps: 800,
    });
    const state = learner.init(seeded(1));
    const { mdp } = learner.model(state);
    learner.update(state, data, {}, seeded(2));
    [0.25, 0.5, 0.25].forEach((p, y) => expect(mdp.probability[y]).toBeCloseTo(p, 6));
    expect([...mdp.probability.subarray(3, 6)]).toEqual([1 / 3, 1 / 3, 1 / 3]);
    [2, 0, 0, -2, 0, 0].forEach((r, row) => expect(mdp.reward[row]).toBeCloseTo(r, 4));
  });

  test("sampled rows come close", () => {
    const learner = gradientLearner({
      model: softmaxTable(problem), loss: maximumLikelihood, optimizer: adam({ rate: 0.02 }), batchSize: 64, steps: 600,
    });
    const state = learner.init(seeded(1));
    const { mdp } = learner.model(state);
    learner.update(state, data, {}, seeded(2));
    [0.25, 0.5, 0.25].forEach((p, y) => expect(Math.abs(mdp.probability[y]! - p)).toBeLessThan(0.06));
  });
});

describe("what the planner says", () => {
  const parts = { model: softmaxTable(problem), optimizer: adam({ rate: 0.1 }), batches: "all", steps: 300 } as const;

  test("a value that is learned is read anew, and nothing is traced again", () => {
    let traces = 0;
    const counted: ModelLoss<"expectation", "tracedValue"> = defineModelLoss({
      name: "counted", needs: { prediction: ["expectation"], decision: ["tracedValue"] },
      loss(inputs) {
        traces++;
        return iterVaml.loss(inputs);
      },
    });
    const learner = gradientLearner({ ...parts, loss: counted });
    const [state, data] = [learner.init(seeded(1)), recorded(problem, [[0, 0, 0, 1], [0, 0, 0, 2]])];
    const { mdp } = learner.model(state);
    const table = Float64Array.of(0, 1, 0);
    const decision = { tracedValue: valueOf(table) };
    learner.update(state, data, decision, seeded(2));
    expect(mdp.probability[1]).toBeCloseTo(0.5, 3); // E V = ½
    const before = traces;
    table.set([0, 1, 1]);
    learner.update(state, data, decision, seeded(2));
    expect(mdp.probability[0]).toBeCloseTo(0, 2); // E V = 1
    expect(traces).toBe(before);
  });

  test("a plain table is read anew too", () => {
    let traces = 0;
    const fromTable: ModelLoss<"expectation", "valueTable"> = defineModelLoss({
      name: "from-table", needs: { prediction: ["expectation"], decision: ["valueTable"] },
      loss({ predicted, decision: { valueTable } }) {
        traces++;
        return mean(square(sub(predicted.expectation((state) => gather(valueTable, state)), 1)));
      },
    });
    const learner = gradientLearner({ ...parts, loss: fromTable });
    const [state, data] = [learner.init(seeded(1)), recorded(problem, [[0, 0, 0, 1]])];
    const { mdp } = learner.model(state);
    const valueTable = Float64Array.of(1, 0, 0);
    learner.update(state, data, { valueTable }, seeded(2));
    expect(mdp.probability[0]).toBeGreaterThan(0.9);
    const before = traces;
    valueTable.set([0, 0, 1]);
    learner.update(state, data, { valueTable }, seeded(2));
    expect(mdp.probability[2]).toBeGreaterThan(0.9);
    // A planner may as well keep its table in another place.
    learner.update(state, data, { valueTable: Float64Array.of(0, 1, 0) }, seeded(2));
    expect(mdp.probability[1]).toBeGreaterThan(0.9);
    expect(traces).toBe(before);
  });
});
