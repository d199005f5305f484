import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  distance, plainActionValues, plainEvaluation, plainGaussSeidel, plainOptimalValue, plainSweep,
} from "../test/plain-bellman.ts";
import { randomMdp, type RandomMdpShape, randomValue } from "../test/random-mdp.ts";
import { bellmanProblem, createArena, type ExplicitMdp, philox, type Random, seedKey, type TabularPolicy } from "./index.ts";

const randomOf = (seed: number): Random => philox.streams(seedKey(seed), 1).lane(0);

const shapes: fc.Arbitrary<RandomMdpShape> = fc.record({
  stateCount: fc.integer({ min: 1, max: 40 }),
  actionCount: fc.integer({ min: 1, max: 7 }),
  width: fc.integer({ min: 0, max: 11 }),
  ragged: fc.boolean(),
  terminating: fc.constantFrom(0, 0, 0.05, 0.3, 1),
  discount: fc.constantFrom(0, 0.5, 0.9, 0.97),
});

/** On random processes, each with a random generator of its own. */
function onRandomMdps(check: (mdp: ExplicitMdp, random: Random) => void, numRuns = 150): void {
  fc.assert(fc.property(shapes, fc.nat(), (shape, seed) => {
    const random = randomOf(seed);
    check(randomMdp(random, shape), random);
  }), { seed: 1, numRuns });
}

const deterministic = (mdp: ExplicitMdp, random: Random): Int32Array =>
  Int32Array.from({ length: mdp.stateCount }, () => random.integer(mdp.actionCount));

function stochastic(mdp: ExplicitMdp, random: Random): Float64Array {
  const policy = Float64Array.from({ length: mdp.stateCount * mdp.actionCount }, () => random.uniform() + 0.01);
  for (let s = 0; s < mdp.stateCount; s++) {
    const row = policy.subarray(s * mdp.actionCount, (s + 1) * mdp.actionCount);
    const sum = row.reduce((a, b) => a + b, 0);
    row.forEach((weight, a) => (row[a] = weight / sum));
  }
  return policy;
}

/** State 0 may stay (reward 1) or move (0) to state 1, which pays 3; γ = 1/2: V* = [3, 6]. */
const twoStates: ExplicitMdp = {
  stateCount: 2, actionCount: 2, discount: 0.5,
  rowStart: Int32Array.of(0, 1, 2, 3), rowEnd: Int32Array.of(1, 2, 3, 4),
  successor: Int32Array.of(0, 1, 1, 1), probability: Float64Array.of(1, 1, 1, 1),
  terminated: new Uint8Array(4), reward: Float64Array.of(1, 0, 3, 3),
};

describe("two states by hand", () => {
  const problem = bellmanProblem(twoStates);

  test("single backups", () => {
    const value = Float64Array.of(4, 2), out = new Float64Array(2), actionValue = new Float64Array(4), policy = new Int32Array(2);
    expect(problem.sweep(value, out)).toEqual({ low: -1, high: 2 });
    expect(Array.from(out)).toEqual([3, 4]);
    problem.actionValues(value, actionValue);
    expect(Array.from(actionValue)).toEqual([3, 1, 4, 4]);
    expect(problem.greedy(Float64Array.of(1, 2, 4, 4), policy)).toBe(1);
    expect(Array.from(policy)).toEqual([1, 0]);
    expect(problem.evaluationSweep(Int32Array.of(1, 0), value, out)).toEqual({ low: -3, high: 2 });
    expect(Array.from(out)).toEqual([1, 4]);
    problem.evaluationSweep(Float64Array.of(0.25, 0.75, 1, 0), value, out);
    expect(Array.from(out)).toEqual([1.5, 4]);
    expect(problem.gaussSeidelSweep(value, { descending: true })).toBe(2);
    expect(Array.from(value)).toEqual([3, 4]);
  });

  test("bounds after one sweep from 0", () => {
    const change = problem.sweep(new Float64Array(2), new Float64Array(2));
    expect(change).toEqual({ low: 1, high: 3 });
    expect(problem.bounds(change)).toEqual({ low: 1, high: 3 }); // V' = [1, 3] and so V* lies in [2, 4] × [4, 6]
  });

  test("every method finds V* = [3, 6]", () => {
    const how = { tolerance: 1e-12, maxIterations: 1000 };
    const value = new Float64Array(2);
    for (const rule of ["span", "sup"] as const) {
      expect(problem.valueIteration(value.fill(0), { ...how, rule }).outcome).toBe("converged");
      expect(distance(value, Float64Array.of(3, 6))).toBeLessThan(1e-12);
    }
    problem.modifiedPolicyIteration(value.fill(0), { ...how, evaluationSweeps: 3 });
    expect(distance(value, Float64Array.of(3, 6))).toBeLessThan(1e-12);
    expect(problem.solvePolicy(Int32Array.of(1, 1), value).outcome).toBe("solved");
    expect(Array.from(value)).toEqual([3, 6]);
  });
});

describe("kernels equal their plain twins", () => {
  test("sweep, and its changes", () => onRandomMdps((mdp, random) => {
    const problem = bellmanProblem(mdp);
    const value = randomValue(random, mdp.stateCount), out = new Float64Array(mdp.stateCount);
    const change = problem.sweep(value, out);
    const expected = plainSweep(mdp, value);
    expect(distance(out, expected)).toBe(0); // the same additions in the same order
    const changes = expected.map((v, s) => v - value[s]!);
    expect([change.low, change.high]).toEqual([Math.min(...changes), Math.max(...changes)]);
  }));

  test("action values", () => onRandomMdps((mdp, random) => {
    const value = randomValue(random, mdp.stateCount), out = new Float64Array(mdp.stateCount * mdp.actionCount);
    bellmanProblem(mdp).actionValues(value, out);
    expect(distance(out, plainActionValues(mdp, value))).toBe(0);
  }));

  test("Gauss-Seidel, both ways", () => onRandomMdps((mdp, random) => {
    const problem = bellmanProblem(mdp);
    for (const descending of [false, true]) {
      const value = randomValue(random, mdp.stateCount), twin = value.slice();
      expect(problem.gaussSeidelSweep(value, { descending })).toBe(plainGaussSeidel(mdp, twin, descending));
      expect(distance(value, twin)).toBe(0);
    }
  }));

  test("evaluation of both kinds of policy", () => onRandomMdps((mdp, random) => {
    const problem = bellmanProblem(mdp);
    const value = randomValue(random, mdp.stateCount), out = new Float64Array(mdp.stateCount);
    for (const policy of [deterministic(mdp, random), stochastic(mdp, random)]) {
      problem.evaluationSweep(policy, value, out);
      expect(distance(out, plainEvaluation(mdp, policy, value))).toBe(0);
    }
  }));

  test.each([1, 2, 3, 4, 5, 6, 7, 8])("rows of %i successors have a kernel of their own", (width) => {
    const random = randomOf(width);
    const mdp = randomMdp(random, { stateCount: 30, actionCount: 3, width, ragged: false, terminating: 0, discount: 0.9 });
    const problem = bellmanProblem(mdp);
    const value = randomValue(random, 30), out = new Float64Array(30), policy = deterministic(mdp, random);
    expect(problem.rowWidth).toBe(width);
    problem.sweep(value, out);
    expect(distance(out, plainSweep(mdp, value))).toBe(0);
    problem.evaluationSweep(policy, value, out);
    expect(distance(out, plainEvaluation(mdp, policy, value))).toBe(0);
  });

  test("arrays in the problem's arena are read and written where they are", () => onRandomMdps((mdp, random) => {
    const arena = createArena({ bytes: 1 << 18 });
    const problem = bellmanProblem(mdp, { arena });
    const value = arena.allocate("float64", mdp.stateCount), out = arena.allocate("float64", mdp.stateCount);
    value.set(randomValue(random, mdp.stateCount));
    const before = value.slice(), expected = plainSweep(mdp, value);
    problem.sweep(value, out);
    expect(distance(out, expected)).toBe(0);
    expect(value).toEqual(before);
    problem.sweep(value, value);
    expect(distance(value, expected)).toBe(0);
  }, 40));
});

describe("the backup's laws", () => {
  test("it contracts at rate γ", () => onRandomMdps((mdp, random) => {
    const problem = bellmanProblem(mdp);
    const a = randomValue(random, mdp.stateCount), b = randomValue(random, mdp.stateCount);
    const before = distance(a, b);
    problem.sweep(a, a);
    problem.sweep(b, b);
    expect(distance(a, b)).toBeLessThanOrEqual(mdp.discount * before + 1e-12);
  }));

  test("its bounds hold, also where rows weigh less than 1", () => onRandomMdps((mdp, random) => {
    const problem = bellmanProblem(mdp), optimal = plainOptimalValue(mdp);
    let value = randomValue(random, mdp.stateCount);
    for (let i = 0; i < 5; i++) {
      const out = new Float64Array(mdp.stateCount);
      const bounds = problem.bounds(problem.sweep(value, out));
      out.forEach((v, s) => {
        expect(optimal[s]! - v).toBeGreaterThanOrEqual(bounds.low - 1e-9);
        expect(optimal[s]! - v).toBeLessThanOrEqual(bounds.high + 1e-9);
      });
      value = out;
    }
  }));
});

describe("iteration", () => {
  const how = { tolerance: 1e-6, maxIterations: 10_000 };

  test("keeps its promise ‖V - V*‖ ≤ tolerance, and tells the error", () => onRandomMdps((mdp, random) => {
    const problem = bellmanProblem(mdp), optimal = plainOptimalValue(mdp);
    const start = randomValue(random, mdp.stateCount);
    const runs = [
      (value: Float64Array) => problem.valueIteration(value, { ...how, rule: "sup" }),
      (value: Float64Array) => problem.valueIteration(value, { ...how, rule: "span" }),
      (value: Float64Array) => problem.valueIteration(value, { ...how, gaussSeidel: true }),
      (value: Float64Array) => problem.modifiedPolicyIteration(value, { ...how, evaluationSweeps: 7 }),
    ];
    for (const run of runs) {
      const value = start.slice(), result = run(value);
      expect(result.outcome).toBe("converged");
      expect(distance(value, optimal)).toBeLessThanOrEqual(how.tolerance);
      expect(distance(value, optimal)).toBeLessThanOrEqual(result.errorBound + 1e-12);
    }
  }));

  test("value iteration = policy iteration = modified policy iteration", () => onRandomMdps((mdp) => {
    const problem = bellmanProblem(mdp);
    const { stateCount, actionCount } = mdp;
    const [byIteration, byModified, byPolicy] = [0, 1, 2].map(() => new Float64Array(stateCount)) as
      [Float64Array, Float64Array, Float64Array]; // three are made
    const exact = { tolerance: 1e-10, maxIterations: 100_000 };
    problem.valueIteration(byIteration, exact);
    problem.modifiedPolicyIteration(byModified, { ...exact, evaluationSweeps: 10 });
    const policy = new Int32Array(stateCount), actionValue = new Float64Array(stateCount * actionCount);
    do {
      expect(problem.solvePolicy(policy, byPolicy).outcome).toBe("solved");
      problem.actionValues(byPolicy, actionValue);
    } while (problem.greedy(actionValue, policy, { keepWithin: 1e-12 }) > 0);
    expect(distance(byIteration, byPolicy)).toBeLessThan(1e-9);
    expect(distance(byModified, byPolicy)).toBeLessThan(1e-9);
  }, 80));

  test("evaluates policies, iteratively and by solving", () => onRandomMdps((mdp, random) => {
    const problem = bellmanProblem(mdp);
    const iterated = new Float64Array(mdp.stateCount), solved = new Float64Array(mdp.stateCount);
    const policies: TabularPolicy[] = [deterministic(mdp, random), stochastic(mdp, random)];
    for (const policy of policies) for (const rule of ["span", "sup"] as const) {
      const { outcome } = problem.policyEvaluation(policy, iterated.fill(0), { tolerance: 1e-9, maxIterations: 10_000, rule });
      expect(outcome).toBe("converged");
      expect(problem.solvePolicy(policy, solved)).toEqual({ outcome: "solved" });
      expect(distance(iterated, solved)).toBeLessThan(1e-9);
      expect(distance(plainEvaluation(mdp, policy, solved), solved)).toBeLessThan(1e-10);
    }
  }, 80));

  test("undiscounted episodes: what ends at every step is exact, a shortest path too", () => {
    const random = randomOf(5);
    const ends = randomMdp(random, { stateCount: 20, actionCount: 3, width: 4, ragged: true, terminating: 1, discount: 1 });
    const value = new Float64Array(20);
    const result = bellmanProblem(ends).valueIteration(value, { ...how, rule: "sup" });
    expect(result).toMatchObject({ outcome: "converged", iterations: 1, errorBound: 0 });
    const corridor = corridorOf(50);
    for (const options of [{ rule: "sup" }, { rule: "span" }, { gaussSeidel: true }] as const) {
      const steps = new Float64Array(50);
      const result = bellmanProblem(corridor).valueIteration(steps, { tolerance: 1e-9, maxIterations: 1000, ...options });
      expect(result).toMatchObject({ outcome: "converged", residual: 0, errorBound: 0 });
      expect(Array.from(steps)).toEqual(Array.from({ length: 50 }, (_, s) => -1 - s));
    }
  });

  test("undiscounted, with some chance of ending at every step: the promise holds", () => {
    const random = randomOf(6);
    for (let i = 0; i < 20; i++) {
      const shape = { stateCount: 12, actionCount: 3, width: 4, ragged: false, terminating: 0, discount: 1 };
      const mdp = alwaysMayEnd(randomMdp(random, shape));
      const problem = bellmanProblem(mdp), optimal = plainOptimalValue(mdp);
      for (const rule of ["sup", "span"] as const) {
        const value = randomValue(random, 12);
        expect(problem.valueIteration(value, { ...how, rule }).outcome).toBe("converged");
        expect(distance(value, optimal)).toBeLessThanOrEqual(how.tolerance);
      }
    }
  });

  test("says when it has not converged, and keeps the last sweep", () => {
    const value = new Float64Array(2);
    const result = bellmanProblem(twoStates).valueIteration(value, { tolerance: 0, maxIterations: 2, rule: "span" });
    expect(result).toMatchObject({ outcome: "max-iterations", iterations: 2 });
    expect(Array.from(value)).toEqual([1.5, 4.5]);
  });

  test("stops on what is not finite, wherever it comes from", () => {
    const rewardNaN = { ...twoStates, reward: Float64Array.of(1, NaN, 3, 3) };
    const probabilityNaN = { ...twoStates, probability: Float64Array.of(1, 1, NaN, 1) };
    const start = Float64Array.of(NaN, 0);
    const limits = { tolerance: 1e-9, maxIterations: 100 };
    const cases = [[rewardNaN, [0, 0]], [probabilityNaN, [0, 0]], [twoStates, start], [twoStates, [0, Infinity]]] as const;
    for (const [mdp, value] of cases) {
      const problem = bellmanProblem(mdp);
      const from = (): Float64Array => Float64Array.from(value);
      expect(problem.valueIteration(from(), limits).outcome).toBe("non-finite");
      expect(problem.valueIteration(from(), { ...limits, gaussSeidel: true }).outcome).toBe("non-finite");
      expect(problem.modifiedPolicyIteration(from(), { ...limits, evaluationSweeps: 2 }).outcome).toBe("non-finite");
      expect(problem.policyEvaluation(Int32Array.of(1, 1), from(), limits).outcome).toBe("non-finite");
      expect(problem.sweep(from(), new Float64Array(2)).high).toBeNaN();
      expect(problem.gaussSeidelSweep(from())).toBeNaN();
    }
    expect(bellmanProblem(rewardNaN).solvePolicy(Int32Array.of(1, 1), new Float64Array(2)).outcome).toBe("non-finite");
  });

  test("a policy that never ends has no undiscounted value", () => {
    const value = Float64Array.of(7, 7);
    const problem = bellmanProblem({ ...twoStates, discount: 1 });
    expect(problem.solvePolicy(Int32Array.of(0, 0), value)).toEqual({ outcome: "singular" });
    expect(Array.from(value)).toEqual([7, 7]);
  });

  test("the rule \"span\" is refused for sweeps in place", () => {
    const options = { tolerance: 1e-6, maxIterations: 10, gaussSeidel: true, rule: "span" } as const;
    expect(() => bellmanProblem(twoStates).valueIteration(new Float64Array(2), options)).toThrow(/math\/iteration-options/);
  });
});

/** Every step costs 1; the step out of state 0 ends the episode. One action goes on, the other stays. */
function corridorOf(stateCount: number): ExplicitMdp {
  const rows = Array.from({ length: 2 * stateCount }, (_, row) => row);
  return {
    stateCount, actionCount: 2, discount: 1,
    rowStart: Int32Array.from(rows), rowEnd: Int32Array.from(rows, (row) => row + 1),
    successor: Int32Array.from(rows, (row) => row % 2 === 0 ? Math.max(0, row / 2 - 1) : (row - 1) / 2),
    probability: new Float64Array(rows.length).fill(1),
    terminated: Uint8Array.from(rows, (row) => row === 0 ? 1 : 0), reward: new Float64Array(rows.length).fill(-1),
  };
}

/** The first transition of each row ends the episode. */
function alwaysMayEnd(mdp: ExplicitMdp): ExplicitMdp {
  const terminated = mdp.terminated.slice();
  mdp.rowStart.forEach((k) => (terminated[k] = 1));
  return { ...mdp, terminated };
}

describe("refresh", () => {
  const shape = { stateCount: 10, actionCount: 3, width: 2, ragged: true, terminating: 0.1, discount: 0.9 };

  test("reads a changed process, smaller or larger", () => {
    const random = randomOf(8);
    const problem = bellmanProblem(randomMdp(random, shape));
    for (const width of [1, 9, 3, 12, 5]) {
      const mdp = randomMdp(random, { ...shape, width, ragged: width % 2 === 0, discount: 0.05 * width });
      const value = randomValue(random, 10), out = new Float64Array(10);
      problem.refresh(mdp);
      problem.sweep(value, out);
      expect(distance(out, plainSweep(mdp, value))).toBe(0);
      problem.valueIteration(out, { tolerance: 1e-9, maxIterations: 1000 });
      expect(distance(out, plainOptimalValue(mdp))).toBeLessThan(1e-9);
    }
  });

  test("moves only when there is no room", () => {
    const random = randomOf(9);
    const problem = bellmanProblem(randomMdp(random, { ...shape, width: 6, ragged: false }));
    const { arena } = problem;
    problem.refresh(randomMdp(random, { ...shape, width: 5, ragged: false }));
    expect(problem.arena).toBe(arena);
    problem.refresh(randomMdp(random, { ...shape, width: 8, ragged: false }));
    expect(problem.arena).not.toBe(arena);
  });

  test("wants the same states and actions", () => {
    expect(() => bellmanProblem(twoStates).refresh(randomMdp(randomOf(1), shape))).toThrow(/math\/explicit-mdp/);
  });
});

describe("a process that cannot be read", () => {
  test.each([
    ["a successor that does not exist", { successor: Int32Array.of(0, 1, 2, 1) }],
    ["a row outside the transitions", { rowEnd: Int32Array.of(1, 2, 3, 5) }],
    ["a row that ends before it starts", { rowStart: Int32Array.of(0, 3, 2, 3) }],
    ["too few rewards", { reward: Float64Array.of(1) }],
    ["a discount above 1", { discount: 1.1 }],
    ["no states", { stateCount: 0 }],
    ["half an action", { actionCount: 0.5 }],
  ])("is refused: %s", (_, fault) => {
    expect(() => bellmanProblem({ ...twoStates, ...fault })).toThrow(/math\/explicit-mdp: expected .*; got .*\. /);
  });

  test("so are arrays and policies of the wrong size", () => {
    const problem = bellmanProblem(twoStates);
    expect(() => problem.sweep(new Float64Array(3), new Float64Array(2))).toThrow(/math\/array-length/);
    expect(() => problem.evaluationSweep(Int32Array.of(0, 2), new Float64Array(2), new Float64Array(2))).toThrow(/math\/policy/);
    expect(() => problem.solvePolicy(new Float64Array(3), new Float64Array(2))).toThrow(/math\/array-length/);
  });
});
