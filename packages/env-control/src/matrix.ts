import { WorldwiseError } from "@worldwise/protocol";

/** A matrix by its rows. */
export type Matrix = readonly (readonly number[])[];

/** rows × columns, each entry by its place. */
export const matrixOf = (rows: number, columns: number, entry: (row: number, column: number) => number): Matrix =>
  Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (_, column) => entry(row, column)));

/** X' */
export const transpose = (x: Matrix): Matrix => matrixOf(x[0]!.length, x.length, (row, column) => x[column]![row]!);

/** X Y */
export const multiply = (x: Matrix, y: Matrix): Matrix =>
  matrixOf(x.length, y[0]!.length, (row, column) => x[row]!.reduce((sum, entry, k) => sum + entry * y[k]![column]!, 0));

/** X + scale · Y */
export const addScaled = (x: Matrix, scale: number, y: Matrix): Matrix =>
  matrixOf(x.length, x[0]!.length, (row, column) => x[row]![column]! + scale * y[row]![column]!);

/** The largest absolute entry; NaN where one is. */
export const largestEntry = (x: Matrix): number => Math.max(...x.flat().map(Math.abs));

/** x' M x */
export function quadratic(m: Matrix, x: ArrayLike<number>, offset = 0): number {
  let sum = 0;
  for (let row = 0; row < m.length; row++) {
    for (let column = 0; column < m.length; column++) sum += x[offset + row]! * m[row]![column]! * x[offset + column]!;
  }
  return sum;
}

/** The lower triangle L with L L' = M, or nothing unless M is positive definite. Reads the lower triangle of M. */
export function cholesky(m: Matrix): Matrix | undefined {
  const lower = m.map(() => new Array<number>(m.length).fill(0));
  for (let row = 0; row < m.length; row++) {
    for (let column = 0; column <= row; column++) {
      let rest = m[row]![column]!;
      for (let k = 0; k < column; k++) rest -= lower[row]![k]! * lower[column]![k]!;
      if (row === column && !(rest > 0)) return undefined;
      lower[row]![column] = row === column ? Math.sqrt(rest) : rest / lower[column]![column]!;
    }
  }
  return lower;
}

/** X with L L' X = Y, by forward and backward substitution. */
export function choleskySolve(lower: Matrix, y: Matrix): Matrix {
  const x = y.map((row) => [...row]);
  const last = lower.length - 1;
  for (let row = 0; row <= last; row++) eliminate(x, row, lower[row]!, 0, row);
  for (let row = last; row >= 0; row--) eliminate(x, row, lower.map((other) => other[row]!), row + 1, last + 1);
  return x;
}

/** Row ← (row − Σ_k weight_k · row k) / weight_row, k from `first` to before `end`. */
function eliminate(x: number[][], row: number, weights: readonly number[], first: number, end: number): void {
  const target = x[row]!;
  for (let column = 0; column < target.length; column++) {
    let rest = target[column]!;
    for (let k = first; k < end; k++) rest -= weights[k]! * x[k]![column]!;
    target[column] = rest / weights[row]!;
  }
}

/** Throws `bad-options` unless a matrix has these sizes and finite entries. */
export function checkMatrix(name: string, x: Matrix, rows: number, columns: number): void {
  const sizes = `${x.length} rows of ${[...new Set(x.map((row) => row.length))].join(" or ")}`;
  if (x.length !== rows || x.some((row) => row.length !== columns)) throw badMatrix(name, `${rows} rows of ${columns}`, sizes);
  const strange = x.flat().find((entry) => !Number.isFinite(entry));
  if (strange !== undefined) throw badMatrix(name, "finite entries", String(strange));
}

/** Throws `bad-options` unless a square matrix equals its transpose. */
export function checkSymmetric(name: string, x: Matrix): void {
  x.forEach((row, i) => row.forEach((entry, j) => {
    const across = x[j]![i]!;
    if (entry !== across) throw badMatrix(name, "a symmetric matrix", `${entry} in row ${i}, column ${j}, and ${across} across`);
  }));
}

/** An error about a matrix among the options, to throw. */
export const badMatrix = (name: string, expected: string, got: string): WorldwiseError =>
  new WorldwiseError("bad-options", { expected: `${name}: ${expected}`, got, todo: "correct the matrix" }, { name });
