import { bellmanProblem, philox } from "@worldwise/math";
import { box, defineDynamics, discrete, seedKey, stepBuffers } from "@worldwise/protocol";
import { asEnvironment } from "@worldwise/rollout";
import { describe, expect, test } from "vitest";
import { ladder } from "./fixtures/ladder.ts";
import { puck } from "./fixtures/puck.ts";
import { discretizeActions, tabulate } from "./index.ts";

/** A car on a road from 0 to 4: back (0) or on (1) by a bit more than 1, noise, and an end beyond 3.5. */
const road = ({ noise = 0 }: { readonly noise?: number } = {}) => defineDynamics({
  name: "road", discount: 0.5, maxEpisodeSteps: 9, state: box("float64", [0], [4]), action: discrete(2),
  start: (random, out) => { out.state = [random.uniform() < 0.25 ? 0.5 : 1.5]; },
  step([x], a, random, out) {
    const next = Math.min(Math.max(x + (a === 1 ? 1.1 : -1.1) + noise * random.normal(), 0), 4);
    out.state = [next];
    out.reward = x;
    out.terminated = next > 3.5;
  },
});

describe("tabulate", () => {
  test("one sample from the center of each cell, by hand", () => {
    const { mdp, cells, maxEpisodeSteps, discount } = tabulate(road(), { bins: 4 });
    expect([cells.count, mdp.actionCount, maxEpisodeSteps, discount]).toEqual([4, 2, 9, 0.5]);
    // Centers 0.5, 1.5, 2.5, 3.5. Back to 0, 0.4, 1.4, 2.4; on to 1.6, 2.6, 3.6 (the end), 4 (the end).
    expect([...mdp.successor]).toEqual([0, 1, 0, 2, 1, 3, 2, 3]);
    expect([...mdp.terminated]).toEqual([0, 0, 0, 0, 0, 1, 0, 1]);
    expect([...mdp.probability]).toEqual(new Array(8).fill(1));
    expect([...mdp.reward]).toEqual([0.5, 0.5, 1.5, 1.5, 2.5, 2.5, 3.5, 3.5]);
    expect([...mdp.initial]).toEqual([expect.closeTo(0.25, 1), expect.closeTo(0.75, 1), 0, 0]);
  });

  test("rows of many samples come near the law of a step from anywhere in the cell", () => {
    const { mdp } = tabulate(road(), { bins: 4, samples: 4000 });
    // From [1, 2) on by 1.1: to [2.1, 3.1), of which a tenth lies in the last cell, and none beyond 3.5.
    const row = 1 * 2 + 1;
    const found = Object.fromEntries(Array.from({ length: mdp.rowEnd[row]! - mdp.rowStart[row]! }, (_, i) => {
      const k = mdp.rowStart[row]! + i;
      return [`${mdp.successor[k]}${mdp.terminated[k] === 1 ? ", the end" : ""}`, mdp.probability[k]!];
    }));
    expect(Object.keys(found)).toEqual(["2", "3"]);
    expect(found["2"]).toBeCloseTo(0.9, 1);
    expect(mdp.reward[row]).toBeCloseTo(1.5, 1);
  });

  test("is the same for the same seed, and another estimate for another", () => {
    const make = (seed: number): Float64Array => tabulate(road({ noise: 0.5 }), { bins: 4, samples: 20, seed }).mdp.probability;
    expect(make(1)).toEqual(make(1));
    expect(make(1)).not.toEqual(make(2));
  });

  test("the original shows the cells of its true states", () => {
    const { original, cells } = tabulate(
      discretizeActions(puck(), { levels: [3, 1] }), { bins: [8, 4], periodic: [false, false] },
    );
    const seen = new Int32Array(2);
    const states = Float64Array.of(-3.9, -1.9, 2.1, 0.1);
    original.observe(states, seen);
    expect([...seen]).toEqual([cells.cellOf(states, 0), cells.cellOf(states, 2)]);
    expect([...seen]).toEqual([0, 6 * 4 + 2]);
    const environment = asEnvironment(original, { seed: 3 });
    expect(environment.reset().observation).toBeTypeOf("number");
    expect(environment.step(0).observation).toBeLessThan(32);
  });

  test("what is planned in cells works in the world: the puck is kept near the middle", () => {
    const world = tabulate(discretizeActions(puck({ noise: 0.02 }), { levels: [5, 1] }), { bins: [41, 21], samples: 8 });
    const { mdp, original } = world;
    const value = new Float64Array(mdp.stateCount);
    const problem = bellmanProblem(mdp);
    problem.valueIteration(value, { tolerance: 1e-6, maxIterations: 2000, rule: "sup" });
    const backup = (cell: number, action: number): number => {
      const row = cell * mdp.actionCount + action;
      let next = 0;
      for (let k = mdp.rowStart[row]!; k < mdp.rowEnd[row]!; k++) next += mdp.probability[k]! * (
        1 - mdp.terminated[k]!
      ) * value[mdp.successor[k]!]!;
      // Falling off ends all costs: that must not pay.
      return mdp.reward[row]! + mdp.discount * next - (mdp.terminated[mdp.rowStart[row]!] === 1 ? 100 : 0);
    };
    const greedy = (cell: number): number => [0, 1, 2, 3, 4].reduce(
      (best, a) => (backup(cell, a) > backup(cell, best) ? a : best), 0,
    );
    const costOf = (choose: (cell: number) => number): number => {
      const environment = asEnvironment(original, { seed: 1 });
      let { observation } = environment.reset({ seed: 5 });
      let total = 0;
      for (let t = 0; t < 40; t++) {
        const step = environment.step(choose(observation));
        total -= step.reward;
        if (step.terminated) return Infinity;
        observation = step.observation;
      }
      return total;
    };
    expect(costOf(greedy)).toBeLessThan(0.6 * costOf(() => 2));
  });

  test("needs box states, finite actions, bounds", () => {
    expect(() => tabulate(ladder(), { bins: 2 })).toThrow("expected a box of states\n     got discrete(5)");
    expect(
      () => tabulate(puck(), { bins: 2 }),
    ).toThrow("finitely many actions\n     got box float32[2]\n   to do wrap it in `discretizeActions` first");
    expect(() => tabulate(road(), { bins: 2, samples: 0 })).toThrow("samples whole and at least 1");
    expect(
      () => tabulate({ ...road(), state: box("float64", [0], [Infinity]) }, { bins: 2 }),
    ).toThrow("finite bounds of dimension 0");
  });

  test("the tabulated world samples its own table", () => {
    const world = tabulate(road(), { bins: 4 });
    const out = stepBuffers(world.state, 2);
    world.step(Int32Array.of(1, 2), Int32Array.of(1, 1), philox.streams(seedKey(0), 2), out);
    expect(out).toEqual({ state: Int32Array.of(2, 3), reward: Float64Array.of(1.5, 2.5), terminated: Uint8Array.of(0, 1) });
  });
});
