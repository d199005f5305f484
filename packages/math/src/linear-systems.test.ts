import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { guarded } from "../test/guarded.ts";
import { largestDifference, plainProduct, plainTransposed, randomDefinite, randomEntries } from "../test/plain-linear.ts";
import { cholesky, createArena, lu, philox, seedKey, triangularSolve } from "./index.ts";

const arena = createArena({ bytes: 32 << 20 });
const random = philox.streams(seedKey(11), 1).lane(0);

/** Runs `body` and gives back what it has allocated. */
function inArena(body: () => void): void {
  const mark = arena.mark();
  body();
  arena.release(mark);
}

describe("triangular systems", () => {
  test("are solved in all forms, reading one triangle only", () => {
    const flag = fc.boolean();
    fc.assert(fc.property(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 5 }), flag, flag, flag,
      (size, columnCount, isUpper, transposed, unitDiagonal) => inArena(() => {
        const matrix = guarded(arena, "float64", size * size, 1), right = guarded(arena, "float64", size * columnCount, 1);
        const triangle = Array.from({ length: size * size }, (_, at) => {
          const i = Math.floor(at / size), j = at % size;
          return i === j ? (unitDiagonal ? 1 : 2 + random.uniform()) : (j > i) === isUpper ? random.normal() / size : 0;
        });
        matrix.array.set(triangle);
        matrix.array.forEach((x, at) => {
          if (x === 0 || (unitDiagonal && at % (size + 1) === 0)) matrix.array[at] = NaN; // must not be read
        });
        const solution = randomEntries(random, size * columnCount);
        const used = transposed ? plainTransposed(size, size, triangle) : triangle;
        right.array.set(plainProduct(size, size, columnCount, used, solution));
        const which = isUpper ? "upper" : "lower";
        const solve = triangularSolve({ arena, size, columnCount, transposed, unitDiagonal, triangle: which });
        expect(solve(matrix.array, right.array)).toBe("solved");
        expect(largestDifference(right.array, solution)).toBeLessThan(1e-12);
        expect(matrix.isIntact() && right.isIntact()).toBe(true);
      })), { seed: 1, numRuns: 150 });
  });

  test("with a zero on the diagonal are singular, and nothing is written", () => {
    const matrix = arena.allocate("float64", 4), x = arena.allocate("float64", 2).fill(3);
    matrix.set([1, 0, 5, 0]);
    expect(triangularSolve({ arena, size: 2, triangle: "lower" })(matrix, x)).toBe("singular");
    expect([...x]).toEqual([3, 3]);
  });
});

describe("Cholesky", () => {
  test("by hand", () => {
    const matrix = arena.allocate("float64", 9);
    matrix.set([4, NaN, NaN, 12, 37, NaN, -16, -43, 98]);
    const { factor, logDeterminant } = cholesky(arena, 3);
    expect(factor(matrix)).toBe("solved");
    expect([...matrix]).toEqual([2, 0, 0, 6, 1, 0, -8, 5, 3]);
    expect(logDeterminant(matrix)).toBeCloseTo(Math.log(36), 14);
  });

  test.each([0, 1, 2, 3, 5, 8, 31, 64, 67, 192, 193, 195, 257])("A = L Lᵀ and A⁻¹ of size %i", (size) => {
    inArena(() => {
      const original = randomDefinite(random, size), solution = randomEntries(random, size * 2);
      const matrix = guarded(arena, "float64", size * size, 1), right = arena.allocate("float64", size * 2);
      matrix.array.set(original);
      const { factor, solve } = cholesky(arena, size, 2);
      const end = guarded(arena, "float64", 0); // right behind the workspace
      expect(factor(matrix.array)).toBe("solved");
      const square = plainProduct(size, size, size, matrix.array, plainTransposed(size, size, matrix.array));
      expect(largestDifference(square, original)).toBeLessThan(1e-13);
      right.set(plainProduct(size, size, 2, original, solution));
      expect(solve(matrix.array, right)).toBe("solved");
      expect(largestDifference(right, solution)).toBeLessThan(1e-12);
      expect(matrix.isIntact() && end.isIntact()).toBe(true);
    });
  });

  test.each([353, 386, 513])("solves by strips and blocks of strips, size %i", (size) => {
    inArena(() => {
      const matrix = guarded(arena, "float64", size * size, 1), x = arena.allocate("float64", size).fill(1);
      for (let i = 0; i < size; i++) {
        for (let j = 0; j <= i; j++) matrix.array[i * size + j] = i === j ? size : random.uniform() - 0.5;
      }
      const entry = (i: number, j: number): number => matrix.array[Math.max(i, j) * size + Math.min(i, j)]!;
      const wanted = randomEntries(random, size);
      x.forEach((_, i) => (x[i] = wanted.reduce((sum, w, j) => sum + entry(i, j) * w, 0)));
      const { factor, solve } = cholesky(arena, size);
      const end = guarded(arena, "float64", 0); // right behind the workspace
      expect([factor(matrix.array), solve(matrix.array, x)]).toEqual(["solved", "solved"]);
      expect(largestDifference(x, wanted)).toBeLessThan(1e-13);
      expect(matrix.isIntact() && end.isIntact()).toBe(true);
    });
  });

  test.each([1, 5, 66, 360])("tells what cannot be factored, size %i", (size) => {
    inArena(() => {
      const { factor } = cholesky(arena, size);
      const matrix = arena.allocate("float64", size * size);
      const outcomes = [[-1, "indefinite"], [0, "indefinite"], [NaN, "non-finite"], [Infinity, "non-finite"]] as const;
      for (const [bad, outcome] of outcomes) {
        matrix.fill(0);
        for (let i = 0; i < size; i++) matrix[i * size + i] = 1;
        matrix[size * size - 1] = bad;
        expect(factor(matrix)).toBe(outcome);
      }
    });
  });
});

describe("LU", () => {
  test("solves A X = B and Aᵀ X = B", () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 33 }), fc.integer({ min: 0, max: 4 }), (size, columns) => inArena(() => {
      const original = randomEntries(random, size * size), solution = randomEntries(random, size * columns);
      const matrix = guarded(arena, "float64", size * size, 1), right = guarded(arena, "float64", size * columns, 1);
      const pivots = arena.allocate("int32", size);
      const { factor, solve, solveTransposed } = lu(arena, size, columns);
      matrix.array.set(original);
      expect(factor(matrix.array, pivots)).toBe("solved");
      const residual = (transposed: boolean): number => {
        const used = transposed ? plainTransposed(size, size, original) : original;
        const wanted = plainProduct(size, size, columns, used, solution);
        right.array.set(wanted);
        expect((transposed ? solveTransposed : solve)(matrix.array, pivots, right.array)).toBe("solved");
        const scale = Math.max(1, ...Array.from(right.array, Math.abs));
        return largestDifference(plainProduct(size, size, columns, used, right.array), wanted) / scale;
      };
      expect(residual(false)).toBeLessThan(1e-12);
      expect(residual(true)).toBeLessThan(1e-12);
      expect(matrix.isIntact() && right.isIntact()).toBe(true);
    })), { seed: 2, numRuns: 100 });
  });

  test("gives determinants", () => {
    const { factor, logDeterminant, determinantSign } = lu(arena, 2);
    const matrix = arena.allocate("float64", 4), pivots = arena.allocate("int32", 2);
    for (const [entries, determinant] of [[[0, 2, 3, 1], -6], [[4, 1, 2, 3], 10], [[-1, 0, 0, -5], 5], [[2, 5, 0, -7], -14]] as const) {
      matrix.set(entries);
      expect(factor(matrix, pivots)).toBe("solved");
      expect(determinantSign(matrix, pivots) * Math.exp(logDeterminant(matrix))).toBeCloseTo(determinant, 12);
    }
  });

  test("tells singular and non-finite matrices", () => {
    const { factor, solve } = lu(arena, 3);
    const matrix = arena.allocate("float64", 9), pivots = arena.allocate("int32", 3), x = arena.allocate("float64", 3);
    matrix.set([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(factor(matrix, pivots)).toBe("singular");
    matrix.fill(0);
    expect(factor(matrix, pivots)).toBe("singular");
    matrix.fill(1).set([NaN], 4);
    expect(factor(matrix, pivots)).toBe("non-finite");
    pivots.set([0, 0, 77]);
    expect(solve(matrix, pivots, x)).toBe("singular");
  });
});
