import { philox, seedKey } from "@worldwise/math";
import { checkMdp, loadTree, saveTree, stepBuffers } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { finiteProblem, showRow } from "./fixtures/finite-problem.ts";
import { seeded } from "./fixtures/random.ts";
import { recorded } from "./fixtures/recorded.ts";
import { lastOutcome } from "./last-outcome.ts";

const random = seeded(1);
const problem = finiteProblem(3, 2);

describe("lastOutcome", () => {
  test("says what happened last, in faces bound before", () => {
    const learner = lastOutcome(problem);
    const state = learner.init(random);
    const { outcomeTable, mdp } = learner.model(state);
    const data = recorded(problem, [[0, 1, 5, 2], [1, 0, -1, 0]]);
    learner.update(state, data, {}, random);
    expect([...outcomeTable.successor]).toEqual([0, 2, 0, 1, 2, 2]);
    data.add([0, 1, 7, 1, "terminated"]);
    learner.update(state, data, {}, random);
    expect([...outcomeTable.successor]).toEqual([0, 1, 0, 1, 2, 2]);
    expect([...outcomeTable.reward]).toEqual([0, 7, -1, 0, 0, 0]);
    expect([...outcomeTable.terminated]).toEqual([0, 1, 0, 0, 0, 0]);
    expect([0, 1, 2, 3].map((row) => showRow(mdp, row))).toEqual(["", "1!:1", "0:1", ""]);
    expect(learner.metrics?.(state)).toEqual({ visitedPairs: 2, transitions: 3 });
    expect(data.rowsRead).toBe(3);
    checkMdp(mdp);
  });

  test("with the prior of Dyna-Q+ untried pairs stay where they are", () => {
    const learner = lastOutcome(problem, { prior: "stay" });
    const { mdp } = learner.model(learner.init(random));
    expect([0, 1, 2, 3, 4, 5].map((row) => showRow(mdp, row))).toEqual(["0:1", "0:1", "1:1", "1:1", "2:1", "2:1"]);
    expect([...mdp.reward]).toEqual([0, 0, 0, 0, 0, 0]);
    checkMdp(mdp);
  });

  test("imagined steps follow the table, and draw no random number", () => {
    const learner = lastOutcome(problem);
    const state = learner.init(random);
    const { dynamics } = learner.model(state);
    learner.update(state, recorded(problem, [[0, 1, 7, 1, "terminated"], [2, 0, 3, 0]]), {}, random);
    const [out, streams] = [stepBuffers(dynamics.state, 3), philox.streams(seedKey(3), 3)];
    const before = streams.state.slice();
    dynamics.step(Int32Array.of(0, 2, 1), Int32Array.of(1, 0, 0), streams, out);
    expect([[...out.state], [...out.reward], [...out.terminated]]).toEqual([[1, 0, 1], [7, 3, 0], [1, 0, 0]]);
    expect(streams.state).toEqual(before);
  });

  test("a model bound to a state follows when another is loaded into it", () => {
    const learner = lastOutcome(problem);
    const [trained, fresh] = [learner.init(random), learner.init(random)];
    const { outcomeTable, mdp } = learner.model(fresh);
    learner.update(trained, recorded(problem, [[2, 0, 1, 0]]), {}, random);
    loadTree(fresh, saveTree(trained));
    expect([outcomeTable.successor[4], outcomeTable.reward[4], showRow(mdp, 4)]).toEqual([0, 1, "0:1"]);
    expect(fresh).toEqual(trained);
  });
});
