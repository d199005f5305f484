import type { Arena } from "./arena.ts";
import { checkApart, checkDtype, checkSizes, type FloatArray, pointerOf } from "./arena-array.ts";
import { MathError } from "./math-error.ts";
import { dtypeOf } from "./reductions.ts";

/** How the right side of an operation is repeated. */
export interface Repetition {
  /** The right side holds one number for each row of so many columns: `right[b]` meets all of `left[b, …]`. */
  readonly columnCount?: number;
}

/**
 * out_i = left_i ∘ right_i.
 *
 * The right side is as long as the left one; or it is shorter and repeats, a row that meets every row (one number meets all); or, with
 * `columnCount`, it has one number for each row. `out` may be `left`, or `right` where that does not repeat.
 */
export type ArithmeticOperation = <A extends FloatArray>(left: A, right: A, out: A, repetition?: Repetition) => void;

/** Arithmetic of arrays in the arena, of either precision. */
export interface Arithmetic {
  readonly add: ArithmeticOperation;
  readonly subtract: ArithmeticOperation;
  readonly multiply: ArithmeticOperation;
  readonly divide: ArithmeticOperation;
  /** NaN where one is NaN. */
  readonly minimum: ArithmeticOperation;
  /** NaN where one is NaN. */
  readonly maximum: ArithmeticOperation;
}

/** In the order of the kernel's numbers. */
const names = ["add", "subtract", "multiply", "divide", "minimum", "maximum"] as const;

/**
 * Arithmetic place by place, in which the right side may repeat for every row or for every column.
 *
 * Throws `math/not-in-arena`, `math/array-length` where the right side does not fill the left one, `math/dtype`, `math/size`,
 * `math/overlap`.
 *
 * @example
 * ```ts
 * import { arithmetic, createArena } from "@worldwise/math";
 *
 * const arena = createArena();
 * const matrix = arena.allocate("float64", 6), row = arena.allocate("float64", 3), column = arena.allocate("float64", 2);
 * matrix.set([1, 2, 3, 4, 5, 6]);
 * row.set([10, 20, 30]);
 * column.set([1, 2]);
 * const { add, multiply } = arithmetic(arena);
 * add(matrix, row, matrix);
 * multiply(matrix, column, matrix, { columnCount: 3 });
 * console.log([...matrix].join(" ")); // 11 22 33 28 50 72
 * ```
 */
export function arithmetic(arena: Arena): Arithmetic {
  const operation = (kernel: number): ArithmeticOperation => (left, right, out, repetition = {}) => {
    const dtype = dtypeOf(left);
    checkDtype("right", right, dtype);
    checkDtype("out", out, dtype);
    const [from, by, to] = [pointerOf(arena, "left", left), pointerOf(arena, "right", right), pointerOf(arena, "out", out, left.length)];
    const { rows, columns, rightRow, isStill } = walk(left, right, repetition);
    if (to !== from) checkApart("left", left, "out", out);
    if (to !== by || right.length !== left.length) checkApart("right", right, "out", out);
    const { arithmeticF32, arithmeticF64 } = arena.kernels;
    (dtype === "float32" ? arithmeticF32 : arithmeticF64)(kernel, rows, columns, from, by, rightRow, Number(isStill), to);
  };
  const entries = names.map((name, kernel) => [name, operation(kernel)] as const);
  return Object.freeze(Object.fromEntries(entries) as unknown as Arithmetic); // one for each name
}

interface Walk { readonly rows: number; readonly columns: number; readonly rightRow: number; readonly isStill: boolean }

function walk(left: FloatArray, right: FloatArray, { columnCount }: Repetition): Walk {
  const { length, BYTES_PER_ELEMENT: size } = left;
  if (columnCount !== undefined) {
    checkSizes({ columnCount }, 1);
    if (right.length * columnCount !== length) throw lengthError(`left.length / ${columnCount}, ${length / columnCount},`, right);
    return { rows: right.length, columns: columnCount, rightRow: size, isStill: true };
  }
  if (right.length === length) return { rows: Number(length > 0), columns: length, rightRow: 0, isStill: false };
  if (right.length === 0 || length % right.length !== 0) throw lengthError(`${length}, or a divisor of it,`, right);
  if (right.length === 1) return { rows: Number(length > 0), columns: length, rightRow: 0, isStill: true };
  return { rows: length / right.length, columns: right.length, rightRow: 0, isStill: false };
}

const lengthError = (expected: string, right: FloatArray): MathError => new MathError("math/array-length", {
  expected: `right of ${expected} elements`, got: String(right.length), todo: "Allocate it for these sizes.",
}, { name: "right", got: right.length });
