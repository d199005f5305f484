import { checkMdp, defineModelLearner, loadTree, saveTree } from "@worldwise/protocol";
import type { Mdp } from "@worldwise/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { corrupted } from "./corrupted.ts";
import { counts } from "./counts.ts";
import { dirichlet } from "./dirichlet.ts";
import { finiteProblem, showRow } from "./fixtures/finite-problem.ts";
import { seeded } from "./fixtures/random.ts";
import type { Row } from "./fixtures/recorded.ts";
import { recorded } from "./fixtures/recorded.ts";
import { proportionalRows, threeStatesProblem } from "./fixtures/three-states.ts";
import { iterVamlThreeStates } from "./iter-vaml-three-states.ts";
import { lastOutcome } from "./last-outcome.ts";

const random = seeded(1);
const problem = finiteProblem(4, 2);
const rows: readonly Row[] = [[0, 0, 2, 1], [0, 0, 4, 2], [0, 0, 3, 1], [0, 0, 7, 1], [1, 0, 5, 3, "terminated"]];

const showAll = (mdp: Mdp): string[] => Array.from({ length: mdp.stateCount * mdp.actionCount }, (_, row) => showRow(mdp, row));

describe("corrupted", () => {
  test("rows by hand, spread over all states: a jump into a state that ended episodes ends one", () => {
    const learner = corrupted(counts(problem), { factor: 0.2 });
    const state = learner.init(random);
    const { mdp } = learner.model(state);
    const data = recorded(problem, rows.slice(0, 4));
    learner.update(state, data, {}, random);
    expect(showRow(mdp, 0)).toBe("0:0.05 1:0.65 2:0.25 3:0.05");
    data.add(rows[4]!);
    learner.update(state, data, {}, random);
    expect(showRow(mdp, 0)).toBe("0:0.05 1:0.65 2:0.25 3!:0.05");
    expect(showRow(mdp, 2)).toBe("0:0.05 1:0.05 2:0.05 3!:0.85");
    expect([mdp.reward[0], mdp.reward[2], mdp.successorReward]).toEqual([4, 5, undefined]);
    expect(showRow(mdp, 1)).toBe("");
    checkMdp(mdp);
  });

  test("rows by hand, spread over the outcomes of the row", () => {
    const learner = corrupted(counts(problem), { factor: 0.2, support: "row" });
    const state = learner.init(random);
    const { mdp } = learner.model(state);
    learner.update(state, recorded(problem, [...rows, [0, 0, 0, 1, "terminated"]]), {}, random);
    // P̂ = 3/5, 1/5 and 1/5; a fifth is spread over three outcomes.
    expect(showRow(mdp, 0)).toBe("1:0.546666666667 1!:0.226666666667 2:0.226666666667");
    expect(showRow(mdp, 2)).toBe("3!:1");
    checkMdp(mdp);
  });

  test("with factor 0 the model is that of the learner inside, bit for bit", () => {
    const [inner, outer] = [counts(problem), corrupted(counts(problem), { factor: 0 })];
    const [one, other] = [inner.init(random), outer.init(random)];
    const { mdp } = outer.model(other);
    inner.update(one, recorded(problem, rows), {}, random);
    outer.update(other, recorded(problem, rows), {}, random);
    expect(mdp).toEqual(inner.model(one).mdp);
    expect(other.rows.probability.length).toBe(0);
  });

  test("with factor 1 known rows are uniform", () => {
    const learner = corrupted(counts(problem), { factor: 1 });
    const state = learner.init(random);
    learner.update(state, recorded(problem, rows), {}, random);
    const { mdp } = learner.model(state);
    const uniform = "0:0.25 1:0.25 2:0.25 3!:0.25";
    expect([0, 1, 2, 3].map((row) => showRow(mdp, row))).toEqual([uniform, "", uniform, ""]);
  });

  test("the prior inside is corrupted too, from the start", () => {
    const learner = corrupted(lastOutcome(problem, { prior: "stay" }), { factor: 0.4 });
    const { mdp } = learner.model(learner.init(random));
    expect(showRow(mdp, 2)).toBe("0:0.1 1:0.7 2:0.1 3:0.1");
    checkMdp(mdp);
  });

  test("row by row or all at once: any splits of the data give the same model", () => {
    const ended = fc.constantFrom(undefined, "terminated" as const);
    const row = fc.tuple(fc.nat(3), fc.nat(1), fc.integer({ min: -5, max: 5 }), fc.nat(3), ended);
    const support = fc.constantFrom("states" as const, "row" as const);
    fc.assert(fc.property(fc.array(row, { maxLength: 30 }), support, (given, spread) => {
      const learner = corrupted(counts(problem), { factor: 0.3, support: spread });
      const [stepwise, atOnce] = [learner.init(random), learner.init(random)];
      const data = recorded(problem);
      for (const next of given) {
        data.add(next);
        learner.update(stepwise, data, {}, random);
      }
      learner.update(atOnce, data, {}, random);
      const [one, other] = [learner.model(stepwise).mdp, learner.model(atOnce).mdp];
      checkMdp(one);
      expect(showAll(one)).toEqual(showAll(other));
      expect(stepwise.seen).toBe(atOnce.seen);
    }), { seed: 1, numRuns: 60 });
  });

  test("only the rows of new transitions are touched", () => {
    const inner = counts(problem);
    const learner = corrupted(inner, { factor: 0.5 });
    const state = learner.init(random);
    const data = recorded(problem, rows);
    learner.update(state, data, {}, random);
    const before = saveTree(state.rows.probability);
    state.rows.probability.fill(-1);
    data.add([1, 0, 0, 0]);
    learner.update(state, data, {}, random);
    const width = 2 * problem.observation.count;
    for (let r = 0; r < 8; r++) {
      const part = state.rows.probability.subarray(r * width, r * width + 4);
      if (r === 2) expect([...part].every((p) => p > 0)).toBe(true);
      else expect([...part]).toEqual([-1, -1, -1, -1]);
    }
    expect(before).not.toEqual(state.rows.probability);
  });

  test("round a learner that moves rows without new data, all are mixed again", () => {
    const learner = corrupted(iterVamlThreeStates(threeStatesProblem), { factor: 0.3 });
    expect(learner["~worldwise"].needs).toEqual(["valueTable"]);
    const state = learner.init(random);
    const { mdp } = learner.model(state);
    const data = recorded(threeStatesProblem, proportionalRows(10));
    for (let i = 0; i < 3; i++) {
      learner.update(state, data, { valueTable: Float64Array.of(1, 0, 0) }, random);
      const theta = state.inner.theta[1]!;
      expect(mdp.probability[mdp.rowStart[1]! + 1]).toBeCloseTo(0.7 * theta + 0.1, 14);
    }
  });

  test("the faces say what they are, and others are not passed on", () => {
    const learner = corrupted(dirichlet(problem), { factor: 0.5 });
    expect(learner["~worldwise"]).toMatchObject({ name: "corrupted(dirichlet)", needs: [], provides: ["mdp", "dynamics", "sampledRows"] });
    expect(Object.keys(learner.model(learner.init(random)))).toEqual(["mdp", "dynamics", "sampledRows"]);
  });

  test("saved and loaded, it goes on with the same bits", () => {
    const learner = corrupted(counts(problem), { factor: 0.5 });
    const [trained, fresh] = [learner.init(random), learner.init(random)];
    const { mdp } = learner.model(fresh);
    const data = recorded(problem, rows);
    learner.update(trained, data, {}, random);
    loadTree(fresh, saveTree(trained));
    expect(showAll(mdp)).toEqual(showAll(learner.model(trained).mdp));
    data.add([3, 1, 2, 2, "terminated"]);
    for (const state of [trained, fresh]) learner.update(state, data, {}, random);
    expect(fresh).toEqual(trained);
    expect(learner.metrics?.(fresh)).toEqual({ visitedPairs: 3, transitions: 6 });
  });

  test("refuses factors that mix nothing, and learners without an explicit finite model", () => {
    expect(() => corrupted(counts(problem), { factor: 1.5 })).toThrow(/factor: a number in \[0, 1\]/);
    const { init, update, model } = counts(problem);
    const homeless = defineModelLearner({ name: "homeless", needs: [], provides: ["mdp", "dynamics"], init, update, model });
    expect(() => corrupted(homeless, { factor: 0.5 })).toThrow(/discrete spaces[^]*homeless/);
  });
});
