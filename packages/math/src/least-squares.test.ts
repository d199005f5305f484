import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { guarded } from "../test/guarded.ts";
import { largestDifference, plainProduct, plainTransposed, randomDefinite, randomEntries } from "../test/plain-linear.ts";
import { conjugateGradients, createArena, leastSquares, philox, qr, seedKey, simplexProjection, symmetricEigen } from "./index.ts";

const arena = createArena({ bytes: 16 << 20 });
const random = philox.streams(seedKey(12), 1).lane(0);

function inArena(body: () => void): void {
  const mark = arena.mark();
  body();
  arena.release(mark);
}

describe("QR", () => {
  test("A = Q R with an orthogonal Q", () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 8 }), (columns, more) => inArena(() => {
      const rows = columns + more, a = randomEntries(random, rows * columns);
      const matrix = guarded(arena, "float64", rows * columns, 1), factors = guarded(arena, "float64", columns, 1);
      const q = guarded(arena, "float64", rows * rows, 1);
      matrix.array.set(a);
      const { factor, multiply, multiplyTransposed } = qr({ arena, rowCount: rows, columnCount: columns, rightCount: rows });
      expect(factor(matrix.array, factors.array)).toBe("solved");
      for (let i = 0; i < rows; i++) q.array[i * rows + i] = 1;
      multiply(matrix.array, factors.array, q.array);
      const upper = Array.from({ length: rows * columns }, (_, at) => Math.floor(at / columns) <= at % columns ? matrix.array[at]! : 0);
      expect(largestDifference(plainProduct(rows, rows, columns, q.array, upper), a)).toBeLessThan(1e-13);
      multiplyTransposed(matrix.array, factors.array, q.array);
      q.array.forEach((x, at) => expect(Math.abs(x - (at % (rows + 1) === 0 ? 1 : 0))).toBeLessThan(1e-14));
      expect(matrix.isIntact() && factors.isIntact() && q.isIntact()).toBe(true);
    })), { seed: 5, numRuns: 60 });
  });

  test("tells deficient and non-finite matrices", () => {
    const { factor, logDeterminant } = qr({ arena, rowCount: 2, columnCount: 2 });
    const matrix = arena.allocate("float64", 4), factors = arena.allocate("float64", 2);
    for (const [entries, outcome] of [[[1, 2, 2, 4], "singular"], [[1, NaN, 2, 4], "non-finite"], [[1, Infinity, 2, 4], "non-finite"],
      [[0, 0, 0, 0], "singular"], [[0, 2, 3, 0], "solved"]] as const) {
      matrix.set(entries);
      expect(factor(matrix, factors)).toBe(outcome);
    }
    expect(logDeterminant(matrix)).toBeCloseTo(Math.log(6), 14);
    expect(() => qr({ arena, rowCount: 1, columnCount: 2 })).toThrow(/math\/size/);
  });
});

describe("least squares", () => {
  test("leaves a residual that is orthogonal to all columns, and tells its length", () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 8 }), fc.integer({ min: 1, max: 3 }),
      (columns, more, rights) => inArena(() => {
        const rows = columns + more;
        const a = randomEntries(random, rows * columns), b = randomEntries(random, rows * rights);
        const matrix = guarded(arena, "float64", rows * columns, 1), right = guarded(arena, "float64", rows * rights, 1);
        const x = guarded(arena, "float64", columns * rights, 1);
        matrix.array.set(a);
        right.array.set(b);
        const { solve } = leastSquares({ arena, rowCount: rows, columnCount: columns, rightCount: rights });
        expect(solve(matrix.array, right.array, x.array)).toBe("solved");
        const residual = plainProduct(rows, columns, rights, a, x.array).map((y, i) => y - b[i]!);
        const scale = Math.max(1, ...Array.from(x.array, Math.abs));
        const projected = plainProduct(columns, rows, rights, plainTransposed(rows, columns, a), residual);
        expect(largestDifference(projected, projected.map(() => 0)) / scale).toBeLessThan(1e-11);
        const square = residual.reduce((sum, y) => sum + y * y, 0);
        const told = right.array.subarray(columns * rights).reduce((sum, y) => sum + y * y, 0);
        expect(Math.abs(square - told)).toBeLessThan(1e-10 * scale * scale);
        expect(matrix.isIntact() && right.isIntact() && x.isIntact()).toBe(true);
      })), { seed: 1, numRuns: 100 });
  });

  test("tells deficient and non-finite matrices, and leaves the solution alone", () => {
    const { solve } = leastSquares({ arena, rowCount: 3, columnCount: 2 });
    const matrix = arena.allocate("float64", 6), right = arena.allocate("float64", 3), x = arena.allocate("float64", 2).fill(7);
    matrix.set([1, 2, 2, 4, 3, 6]);
    expect(solve(matrix, right, x)).toBe("singular");
    matrix.set([1, 2, 2, NaN, 3, 6]);
    expect(solve(matrix, right, x)).toBe("non-finite");
    expect([...x]).toEqual([7, 7]);
    expect(() => leastSquares({ arena, rowCount: 1, columnCount: 2 })).toThrow(/math\/size/);
  });
});

describe("eigenvalues of symmetric matrices", () => {
  test.each([0, 1, 2, 3, 4, 7, 20, 61])("residual and orthogonality, size %i", (size) => {
    inArena(() => {
      const root = randomEntries(random, size * size);
      const mirrored = plainTransposed(size, size, root), a = root.map((x, at) => x + mirrored[at]!);
      const matrix = guarded(arena, "float64", size * size, 1), value = guarded(arena, "float64", size, 1);
      const vector = guarded(arena, "float64", size * size, 1);
      matrix.array.set(a);
      expect(symmetricEigen(arena, size)(matrix.array, value.array, vector.array)).toBe("solved");
      expect([...value.array]).toEqual([...value.array].sort((x, y) => x - y));
      const columns = plainTransposed(size, size, vector.array);
      const scaled = columns.map((x, at) => x * value.array[at % size]!);
      expect(largestDifference(plainProduct(size, size, size, a, columns), scaled)).toBeLessThan(1e-13 * (size + 1) * 2);
      const identity = columns.map((_, at) => at % (size + 1) === 0 ? 1 : 0);
      expect(largestDifference(plainProduct(size, size, size, vector.array, columns), identity)).toBeLessThan(1e-13);
      expect(matrix.isIntact() && value.isIntact() && vector.isIntact()).toBe(true);
    });
  });

  test("known ones: the second difference matrix, diagonals, equal eigenvalues", () => {
    const size = 10;
    const matrix = arena.allocate("float64", 100), vector = arena.allocate("float64", 100);
    const value = arena.allocate("float64", size);
    const eigen = symmetricEigen(arena, size);
    for (let i = 0; i < 100; i++) matrix[i] = i % 11 === 0 ? 2 : Math.abs(Math.floor(i / 10) - i % 10) === 1 ? -1 : 0;
    eigen(matrix, value, vector);
    value.forEach((x, k) => expect(x).toBeCloseTo(2 - 2 * Math.cos((k + 1) * Math.PI / 11), 13));
    for (let i = 0; i < 100; i++) matrix[i] = i % 11 === 0 ? (i % 2 === 0 ? 3 : -1) : 0;
    eigen(matrix, value, vector);
    expect([...value]).toEqual([-1, -1, -1, -1, -1, 3, 3, 3, 3, 3]);
    expect(eigen(matrix.fill(NaN), value, vector)).toBe("non-finite");
  });
});

describe("conjugate gradients", () => {
  test("solve (A + λ I) x = b in as many steps as there are eigenvalues", () => {
    const size = 30, a = randomDefinite(random, size), solution = randomEntries(random, size), damping = 0.5;
    const b = Float64Array.from(plainProduct(size, size, 1, a, solution), (y, i) => y + damping * solution[i]!);
    const x = new Float64Array(size);
    const product = (vector: Float64Array, out: Float64Array): void => out.set(plainProduct(size, size, 1, a, vector));
    const result = conjugateGradients(size)(product, b, x, { maxIterations: 2 * size, tolerance: 1e-12, damping });
    expect(result.outcome).toBe("converged");
    expect(result.iterations).toBeLessThanOrEqual(size + 5);
    expect(largestDifference(x, solution)).toBeLessThan(1e-10);
    const again = conjugateGradients(size)(product, b, x, { maxIterations: 9, tolerance: 1e-9, damping });
    expect(again).toMatchObject({ outcome: "converged", iterations: 0 });
  });

  test("tell how they end", () => {
    const solve = conjugateGradients(2), x = new Float64Array(2), b = Float64Array.of(1, 1);
    const times = (p: number, q: number) => (vector: Float64Array, out: Float64Array): void =>
      out.set([p * vector[0]!, q * vector[1]!]);
    expect(solve(times(1, 3), b, x, { maxIterations: 1 })).toMatchObject({ outcome: "max-iterations", iterations: 1 });
    x.fill(0);
    expect(solve(times(-1, -3), b, x, { maxIterations: 9 })).toMatchObject({ outcome: "indefinite", iterations: 0 });
    expect([...x]).toEqual([0, 0]);
    expect(solve(times(NaN, 1), b, x, { maxIterations: 9 }).outcome).toBe("non-finite");
    expect(solve(times(1, 1), new Float64Array(2), x, { maxIterations: 9 }).outcome).toBe("converged");
    expect(() => solve(times(1, 1), b, x, { maxIterations: 9, damping: -1 })).toThrow(/math\/iteration-options/);
  });
});

describe("projection onto the simplex", () => {
  test("meets the conditions of the quadratic program: p ≥ 0, Σ p = 1, and one θ for all that are positive", () => {
    const rows = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 20 });
    fc.assert(fc.property(rows, (row) => {
      const out = new Float64Array(row.length);
      simplexProjection(row.length)(Float64Array.from(row), out);
      expect(Math.abs(out.reduce((sum, p) => sum + p, 0) - 1)).toBeLessThan(1e-14 * row.length * 10);
      const theta = row.map((x, i) => out[i]! > 0 ? x - out[i]! : -Infinity).reduce((a, x) => Math.max(a, x));
      out.forEach((p, i) => {
        if (p > 0) expect(Math.abs(row[i]! - p - theta)).toBeLessThan(1e-14 * 50);
        else expect(row[i]!).toBeLessThanOrEqual(theta + 1e-14 * 50);
      });
    }), { seed: 1, numRuns: 200 });
  });

  test("row by row, in place; what is a distribution stays", () => {
    const rows = Float64Array.of(0.25, 0.75, 9, 1, NaN, 0);
    simplexProjection(2)(rows, rows);
    expect([...rows]).toEqual([0.25, 0.75, 1, 0, NaN, NaN]);
    expect(() => simplexProjection(4)(rows, rows)).toThrow(/math\/array-length/);
  });
});
