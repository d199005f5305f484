import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { randomMdp, randomValue } from "../test/random-mdp.ts";
import { type Arena, createArena, dynaPlanning, type DynaTables, pcg64, philox, type Random, seedKey } from "./index.ts";

/** The loop that the kernel must equal, bit for bit. */
function plainPlanning(tables: DynaTables, steps: number, random: Random): void {
  const { actionCount, actionValue, pairs, model, discount, stepSize } = tables;
  for (let step = 0; step < steps; step++) {
    const row = pairs[random.integer(tables.pairCount())]!;
    const at = model.kind === "rows" ? plainSample(model, row, random.uniform()) : row;
    const first = model.successor[at]! * actionCount;
    let best = actionValue[first]!;
    for (let a = 1; a < actionCount; a++) if (actionValue[first + a]! > best) best = actionValue[first + a]!;
    const target = model.reward[row]! + discount * (model.terminated[at] === 1 ? 0 : best);
    actionValue[row] = actionValue[row]! + stepSize * (target - actionValue[row]!);
  }
}

type Rows = Extract<DynaTables["model"], { kind: "rows" }>;

function plainSample({ rowStart, rowEnd, probability }: Rows, row: number, uniform: number): number {
  let sum = 0;
  for (let k = rowStart[row]!; k < rowEnd[row]! - 1; k++) {
    sum += probability[k]!;
    if (sum > uniform) return k;
  }
  return rowEnd[row]! - 1;
}

function inArena<T extends Int32Array | Float64Array | Uint8Array>(arena: Arena, array: T): T {
  const dtype = array instanceof Int32Array ? "int32" : array instanceof Float64Array ? "float64" : "uint8";
  const copy = arena.allocate(dtype, array.length);
  copy.set(array);
  return copy as T; // the dtype was read off the array
}

interface Shape {
  readonly kind: "last-outcome" | "rows";
  readonly stateCount: number;
  readonly actionCount: number;
  readonly visited: number;
  readonly terminating: number;
}

function randomTables({ kind, stateCount, actionCount, visited, terminating }: Shape, seed: number): DynaTables {
  const random = philox.streams(seedKey(seed), 1).lane(0);
  const arena = createArena({ bytes: 1 << 17 });
  const width = kind === "rows" ? 1 + random.integer(5) : 1;
  const mdpShape = { stateCount, actionCount, width, ragged: false, terminating, discount: 0.9 };
  const { rowStart, rowEnd, ...mdp } = randomMdp(random, mdpShape);
  const rowCount = stateCount * actionCount;
  const pairs = Int32Array.from({ length: rowCount }, () => random.integer(rowCount));
  const isEven = (_: number, k: number): boolean => k % 2 === 0; // of rows of one successor and one to spare
  const last = { successor: mdp.successor.filter(isEven), terminated: mdp.terminated.filter(isEven) };
  const reward = inArena(arena, mdp.reward);
  return {
    arena, stateCount, actionCount, discount: 0.9, stepSize: 0.3,
    actionValue: inArena(arena, randomValue(random, rowCount)), pairs: inArena(arena, pairs),
    pairCount: () => Math.max(1, Math.round(visited * rowCount)),
    random: philox.streams(seedKey(seed + 1), 1),
    model: kind === "last-outcome"
      ? { kind, reward, successor: inArena(arena, last.successor), terminated: inArena(arena, last.terminated) }
      : {
        kind, reward, rowStart: inArena(arena, rowStart), rowEnd: inArena(arena, rowEnd),
        successor: inArena(arena, mdp.successor),
        probability: inArena(arena, mdp.probability), terminated: inArena(arena, mdp.terminated),
      },
  };
}

const shapes: fc.Arbitrary<Shape> = fc.record({
  kind: fc.constantFrom("last-outcome", "rows"),
  stateCount: fc.integer({ min: 1, max: 60 }), actionCount: fc.integer({ min: 1, max: 9 }),
  visited: fc.double({ min: 0, max: 1, noNaN: true }), terminating: fc.constantFrom(0, 0.2, 1),
});

describe("planning steps in one call", () => {
  test("equal the plain loop, values and stream, bit for bit", () => {
    const stepCounts = fc.array(fc.integer({ min: 0, max: 2500 }), { maxLength: 4 });
    fc.assert(fc.property(shapes, fc.nat(), stepCounts, (shape, seed, calls) => {
      const tables = randomTables(shape, seed), twin = randomTables(shape, seed);
      const planning = dynaPlanning(tables);
      const lane = tables.random.lane(0), twinLane = twin.random.lane(0);
      for (const steps of calls) {
        expect(lane.uniform()).toBe(twinLane.uniform()); // so that calls begin anywhere within a block
        lane.integer(3);
        twinLane.integer(3);
        planning.planQLearning(steps);
        plainPlanning(twin, steps, twinLane);
        expect(Array.from(tables.random.state)).toEqual(Array.from(twin.random.state));
        expect(Array.from(tables.actionValue)).toEqual(Array.from(twin.actionValue));
      }
    }), { seed: 1, numRuns: 120 });
  });

  test("reject draws as the stream does", () => {
    const count = 199831; // 2^32 mod count is nearly count, so that one word in some 22,000 is rejected
    const large = (seed: number): DynaTables => {
      const tables = randomTables({ kind: "last-outcome", stateCount: 30, actionCount: 4, visited: 1, terminating: 0 }, seed);
      const arena = createArena({ bytes: 1 << 20 });
      const { kind, ...arrays } = tables.model as Extract<DynaTables["model"], { kind: "last-outcome" }>; // by the shape's kind
      const pairs = inArena(arena, Int32Array.from({ length: count }, (_, i) => i % 120));
      return {
        ...tables, arena, pairs, pairCount: () => count, actionValue: inArena(arena, tables.actionValue),
        model: {
          kind, successor: inArena(arena, arrays.successor), reward: inArena(arena, arrays.reward),
          terminated: inArena(arena, arrays.terminated),
        },
      };
    };
    const tables = large(3), twin = large(3), steps = 200_000;
    dynaPlanning(tables).planQLearning(steps);
    plainPlanning(twin, steps, twin.random.lane(0));
    expect(tables.random.state[3]).toBeGreaterThan(steps);
    expect(tables.random.state).toEqual(twin.random.state);
    expect(tables.actionValue).toEqual(twin.actionValue);
  });

  test("one step by hand", () => {
    const arena = createArena();
    const table = (values: number[]): Float64Array => inArena(arena, Float64Array.from(values));
    const tables: DynaTables = {
      arena, stateCount: 2, actionCount: 2, discount: 0.5, stepSize: 0.5, actionValue: table([0, 0, 4, 8]),
      pairs: inArena(arena, Int32Array.of(1)), pairCount: () => 1, random: philox.streams([0, 0], 1),
      model: {
        kind: "last-outcome", successor: inArena(arena, Int32Array.of(0, 1, 0, 0)), reward: table([0, 2, 0, 0]),
        terminated: inArena(arena, Uint8Array.of(0, 0, 0, 0)),
      },
    };
    dynaPlanning(tables).planQLearning(1);
    expect(Array.from(tables.actionValue)).toEqual([0, 3, 4, 8]); // 0 + ½ (2 + ½ · 8 - 0)
    expect(tables.random.state[3]).toBe(1);
  });

  test("nothing happens before anything was visited", () => {
    const shape = { kind: "rows", stateCount: 3, actionCount: 2, visited: 1, terminating: 0 } as const;
    const tables = { ...randomTables(shape, 1), pairCount: () => 0 };
    const before = tables.actionValue.slice();
    dynaPlanning(tables).planQLearning(100);
    expect(tables.actionValue).toEqual(before);
    expect(tables.random.state[3]).toBe(0);
  });

  test("arrays outside the arena and other generators are refused", () => {
    const tables = randomTables({ kind: "last-outcome", stateCount: 3, actionCount: 2, visited: 1, terminating: 0 }, 1);
    expect(() => dynaPlanning({ ...tables, pairs: new Int32Array(6) })).toThrow(/math\/dyna-tables: expected pairs in the arena/);
    expect(() => dynaPlanning({ ...tables, random: pcg64.streams([0, 0], 1) })).toThrow(/math\/dyna-random/);
    expect(() => dynaPlanning({ ...tables, stateCount: 4 })).toThrow(/math\/dyna-tables/);
  });
});
