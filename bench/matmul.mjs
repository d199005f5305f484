import { createArena, matmul } from "../packages/math/dist/index.js";
import { atLeast, interleaved, local, notMeasured } from "./measure.mjs";
import { openDenseScipy } from "./python.mjs";

export const name = "Matrix products, one thread";

/** M rows, and N = K. */
export const wide = [[32, 64], [32, 256], [256, 64], [256, 256], [256, 512], [1024, 1024]];
const narrower = [1, 2, 4, 6], narrow = [8, 9, 10, 11, 12, 13, 14, 15];

/** A product that runs again and again on its own arena. */
export function product(dtype, rowCount, columnCount, innerCount) {
  const arena = createArena({ bytes: 40 << 20 });
  const operand = (length) => {
    const array = arena.allocate(dtype, length);
    for (let i = 0; i < length; i++) array[i] = (i % 17) / 8 - 1;
    return array;
  };
  const left = operand(rowCount * innerCount), right = operand(innerCount * columnCount);
  const out = arena.allocate(dtype, rowCount * columnCount);
  const multiply = matmul({ arena, dtype, rowCount, columnCount, innerCount });
  return local(() => multiply(left, right, out));
}

const settings = { rounds: 11, milliseconds: 12 };

/** Ours against OpenBLAS, shape by shape. */
async function againstOpenblas(dtype, goal, scipy, notes) {
  const rows = [];
  for (const [m, n] of wide) {
    const metric = `${dtype} ${m} × ${n} × ${n} against OpenBLAS (NumPy)`;
    await scipy.set?.({ kind: "product", name: "product", rows: m, columns: n, inner: n, dtype });
    const candidates = { ours: product(dtype, m, n, n), ...scipy.missing ? {} : { blas: scipy.candidate("product") } };
    const times = await interleaved(candidates, settings);
    notes.push(`${dtype} ${m} × ${n} × ${n}: ${(2 * m * n * n / times.time("ours")).toFixed(1)} GFLOP/s`);
    rows.push(scipy.missing ? notMeasured(metric, `≥ ${goal}×`, scipy.missing) : atLeast(metric, goal, times.ratio("blas", "ours")));
  }
  return rows;
}

/** Rates per flop of narrow products against 256 × 256 × 256. */
async function narrowRows(dtype) {
  const rows = [];
  for (const k of [...narrower, ...narrow]) {
    const times = await interleaved({
      wide: product(dtype, 256, 256, 256), columns: product(dtype, 256, k, 256), terms: product(dtype, 256, 256, k),
    }, settings);
    const rate = (side) => times.ratio("wide", side, k / 256), floor = k < narrow[0] ? undefined : 0.8;
    rows.push(atLeast(`${dtype} 256 × ${k} × 256, rate per flop against 256 × 256 × 256`, floor, rate("columns")));
    rows.push(atLeast(`${dtype} 256 × 256 × ${k}, the same`, floor, rate("terms")));
  }
  return rows;
}

export async function run() {
  const scipy = await openDenseScipy(), notes = [];
  const rows = [
    ...await againstOpenblas("float32", 0.45, scipy, notes), ...await againstOpenblas("float64", 0.45, scipy, notes),
    ...await narrowRows("float32"), ...await narrowRows("float64"),
  ];
  scipy.close?.();
  return { rows, notes: [notes.join(", "), scipy.description ?? scipy.missing] };
}
