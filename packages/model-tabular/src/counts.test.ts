import { checkMdp, loadTree, saveTree, stepBuffers } from "@worldwise/protocol";
import { philox, seedKey } from "@worldwise/math";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { counts } from "./counts.ts";
import trace from "./fixtures/dyna-finite-trace.json" with { type: "json" };
import { finiteProblem, showRow } from "./fixtures/finite-problem.ts";
import { seeded } from "./fixtures/random.ts";
import type { Row } from "./fixtures/recorded.ts";
import { recorded } from "./fixtures/recorded.ts";

const random = seeded(1);
const problem = finiteProblem(3, 2);

describe("counts", () => {
  test("P̂ and r̂ of the finite Dyna trace", () => {
    const { inputs, expected } = trace;
    const small = finiteProblem(inputs.nS, inputs.nA, inputs.gamma);
    const learner = counts(small);
    const state = learner.init(random);
    const rows = inputs.real_transitions.map(([x, a, r, y]): Row => [x!, a!, r!, y!]);
    learner.update(state, recorded(small, rows), {}, random);
    const { mdp } = learner.model(state);
    const probability = (row: number, next: number): number => {
      let total = 0;
      for (let k = mdp.rowStart[row]!; k < mdp.rowEnd[row]!; k++) total += mdp.successor[k] === next ? mdp.probability[k]! : 0;
      return total;
    };
    expect([probability(0, 0), probability(0, 1)]).toEqual(expected.Phat_00);
    expect([probability(3, 0), probability(3, 1)]).toEqual(expected.Phat_11);
    expect([...mdp.reward]).toEqual(expected.rhat.flat());
  });

  test("counts by hand, bound before the updates", () => {
    const learner = counts(problem);
    const state = learner.init(random);
    const { mdp } = learner.model(state);
    const data = recorded(problem, [[0, 1, 2, 1], [0, 1, 4, 2], [0, 1, 3, 1], [0, 1, 7, 2, "terminated"]]);
    learner.update(state, data, {}, random);
    expect(showRow(mdp, 1)).toBe("1:0.5 2:0.25 2!:0.25");
    expect(mdp.reward[1]).toBe(4);
    expect([...mdp.successorReward!.subarray(mdp.rowStart[1], mdp.rowEnd[1])]).toEqual([2.5, 4, 7]);
    data.add([0, 1, 9, 2]);
    learner.update(state, data, {}, random);
    expect(showRow(mdp, 1)).toBe("1:0.4 2:0.4 2!:0.2");
    expect(mdp.reward[1]).toBe(5);
    expect(learner.metrics?.(state)).toEqual({ visitedPairs: 1, transitions: 5 });
    checkMdp(mdp);
  });

  test("what was never tried is an empty row, or stays where it is", () => {
    const data = recorded(problem, [[1, 0, 6, 2]]);
    for (const [prior, untried] of [["none", ""], ["stay", "1:1"]] as const) {
      const learner = counts(problem, { prior });
      const state = learner.init(random);
      const { mdp } = learner.model(state);
      expect([2, 3].map((row) => showRow(mdp, row))).toEqual([untried, untried]);
      learner.update(state, data, {}, random);
      expect([2, 3].map((row) => showRow(mdp, row))).toEqual(["2:1", untried]);
      expect([...mdp.reward]).toEqual([0, 0, 6, 0, 0, 0]);
      checkMdp(mdp);
    }
  });

  test.each([["expected", 2, 2], ["outcome", 1, 3]] as const)("imagined steps are paid the %s reward", (rewards, first, second) => {
    const learner = counts(problem, { rewards });
    const state = learner.init(random);
    const { dynamics } = learner.model(state);
    learner.update(state, recorded(problem, [[0, 0, 1, 1], [0, 0, 3, 2, "terminated"]]), {}, random);
    const out = stepBuffers(dynamics.state, 64);
    dynamics.step(new Int32Array(64), new Int32Array(64), philox.streams(seedKey(3), 64), out);
    expect(new Set(out.state)).toEqual(new Set([1, 2]));
    out.state.forEach((next, b) => {
      expect([out.reward[b], out.terminated[b]]).toEqual(next === 1 ? [first, 0] : [second, 1]);
    });
    const provided: readonly string[] = learner["~worldwise"].provides;
    expect(provided.includes("sampledRows")).toBe(rewards === "expected");
  });

  test("a row that is full says so, and keeps what it has", () => {
    const learner = counts(finiteProblem(4, 1), { width: 2 });
    const state = learner.init(random);
    const data = recorded(finiteProblem(4, 1), [[0, 0, 1, 1], [0, 0, 1, 2], [0, 0, 1, 3]]);
    const complaint = /at most 2 different outcomes of state 0, action 0[^]*width above 2/;
    expect(() => learner.update(state, data, {}, random)).toThrow(complaint);
    expect(showRow(learner.model(state).mdp, 0)).toBe("1:0.5 2:0.5");
    expect(state.seen).toBe(2);
  });

  test("both terminations of all states always fit", () => {
    const small = finiteProblem(2, 1);
    const learner = counts(small, { width: 100 });
    const state = learner.init(random);
    const rows: readonly Row[] = [[0, 0, 0, 0], [0, 0, 0, 0, "terminated"], [0, 0, 0, 1], [0, 0, 0, 1, "terminated"]];
    learner.update(state, recorded(small, rows), {}, random);
    expect(showRow(learner.model(state).mdp, 0)).toBe("0:0.25 0!:0.25 1:0.25 1!:0.25");
    expect(state.mdp.successor.length).toBe(2 * 4);
  });

  test("reads each transition once, however often it is updated", () => {
    const learner = counts(problem);
    const state = learner.init(random);
    const data = recorded(problem);
    for (let i = 0; i < 50; i++) {
      data.add([i % 3, i % 2, 0, (i + 1) % 3]);
      learner.update(state, data, {}, random);
    }
    expect(data.rowsRead).toBe(50);
  });

  test("the frequencies of any data, in any split of updates", () => {
    const mark = fc.constantFrom(undefined, "terminated" as const);
    const row = fc.tuple(fc.nat(2), fc.nat(1), fc.integer({ min: -5, max: 5 }), fc.nat(2), mark);
    fc.assert(fc.property(fc.array(row, { minLength: 1, maxLength: 40 }), fc.nat(40), (rows, split) => {
      const learner = counts(problem);
      const state = learner.init(random);
      const { mdp } = learner.model(state);
      const data = recorded(problem, rows.slice(0, split));
      learner.update(state, data, {}, random);
      data.add(...rows.slice(split));
      learner.update(state, data, {}, random);
      checkMdp(mdp);
      for (let r = 0; r < 6; r++) {
        const here = rows.filter(([x, a]) => x * 2 + a === r);
        expect(mdp.reward[r]).toBeCloseTo(here.reduce((total, [, , reward]) => total + reward, 0) / Math.max(1, here.length), 12);
        for (let k = mdp.rowStart[r]!; k < mdp.rowEnd[r]!; k++) {
          const [next, ended] = [mdp.successor[k], mdp.terminated[k] === 1 ? "terminated" : undefined];
          const same = here.filter((transition) => transition[3] === next && transition[4] === ended);
          expect(mdp.probability[k]).toBe(same.length / here.length);
        }
      }
    }), { seed: 1, numRuns: 50 });
  });

  test("a model bound to a state follows when another is loaded into it", () => {
    const learner = counts(problem);
    const [trained, fresh] = [learner.init(random), learner.init(random)];
    const { mdp } = learner.model(fresh);
    const data = recorded(problem, [[0, 0, 1, 1], [0, 0, 3, 2, "terminated"]]);
    learner.update(trained, data, {}, random);
    loadTree(fresh, saveTree(trained));
    expect(showRow(mdp, 0)).toBe("1:0.5 2!:0.5");
    data.add([0, 0, 5, 1]);
    learner.update(trained, data, {}, random);
    learner.update(fresh, data, {}, random);
    expect(fresh).toEqual(trained);
  });

  test("refuses a width that is none", () => {
    expect(() => counts(problem, { width: 0 })).toThrow(/width: a whole number of at least 1[^]*got 0/);
    expect(() => counts(finiteProblem(2 ** 20, 2 ** 8))).toThrow(/2\^31 outcomes/);
  });
});
