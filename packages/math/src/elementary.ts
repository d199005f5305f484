import type { Arena } from "./arena.ts";
import { checkApart, checkDtype, type FloatArray, pointerOf } from "./arena-array.ts";
import type { ElementaryName, MapKernel } from "./kernels.ts";
import { dtypeOf } from "./reductions.ts";

/** out[i] = f(input[i]); `out` may be the same array as an input, and is otherwise apart from it. */
export type ElementaryFunction = <A extends FloatArray>(input: A, out: A) => void;

/** Functions of arrays in one arena; each checks lengths and types before it writes. */
export interface Elementary {
  /** exp(x): 0 below -745.13, infinity above 709.78. */
  readonly exp: ElementaryFunction;
  /** Natural logarithm; -infinity at ±0, NaN below. */
  readonly log: ElementaryFunction;
  readonly tanh: ElementaryFunction;
  readonly sin: ElementaryFunction;
  readonly cos: ElementaryFunction;
  /** 2/√π ∫₀ˣ exp(-t²) dt */
  readonly erf: ElementaryFunction;
  /** log(1 + exp(x)), without overflow, and exact for x far below 0. */
  readonly softplus: ElementaryFunction;
  /** 1 / (1 + exp(-x)) */
  readonly sigmoid: ElementaryFunction;
  /** base[i]^exponent[i], by the rules of C: pow(x, ±0) = pow(1, y) = 1 for NaN too. */
  readonly pow: <A extends FloatArray>(base: A, exponent: A, out: A) => void;
}

function mapping(arena: Arena, name: Exclude<ElementaryName, "pow">): ElementaryFunction {
  const single: MapKernel = arena.kernels[`${name}F32`], double: MapKernel = arena.kernels[`${name}F64`];
  return (input, out) => {
    const dtype = dtypeOf(input);
    checkDtype("out", out, dtype);
    const from = pointerOf(arena, "input", input), to = pointerOf(arena, "out", out, input.length);
    if (from !== to) checkApart("input", input, "out", out);
    (dtype === "float32" ? single : double)(input.length, from, to);
  };
}

/**
 * Elementary functions of arrays in the arena, the same bits on every engine.
 *
 * They throw `math/not-in-arena`, `math/dtype`, `math/array-length` and `math/overlap`.
 * Largest errors found on dense samples, in units in the last place of the result (0.5 is correct rounding):
 *
 * | | exp | log | tanh | sin, cos | erf | softplus | sigmoid | pow |
 * |---|---|---|---|---|---|---|---|---|
 * | float32 | 1.0 | 0.8 | 1.3 | 0.5 | 0.5 | 0.5 | 2.2 | 0.5 |
 * | float64 | 1.7 | 0.6 | 1.4 | 2.4 | 3.0 | 2.7 | 2.6 | 0.51 |
 *
 * Results below the normal range may be off by one unit more. NaN gives NaN; infinities and signed zeros are as in IEEE 754
 * (erf, tanh and sin keep the sign of zero). Sine and cosine are as exact for large arguments, but slower beyond 1.6e6.
 *
 * Source: polynomials of Cephes (exp, log in float32, tanh) and fdlibm (log in float64, sin, cos); power series and a polynomial
 * of our own for erf.
 *
 * @example
 * ```ts
 * import { createArena, elementary } from "@worldwise/math";
 *
 * const arena = createArena();
 * const { exp } = elementary(arena);
 * const x = arena.allocate("float64", 2);
 * exp(x, x);
 * console.log(x.join(" ")); // 1 1
 * ```
 */
export function elementary(arena: Arena): Elementary {
  const { powF32, powF64 } = arena.kernels;
  const map = (name: Exclude<ElementaryName, "pow">): ElementaryFunction => mapping(arena, name);
  return Object.freeze({
    exp: map("exp"), log: map("log"), tanh: map("tanh"), sin: map("sin"), cos: map("cos"), erf: map("erf"),
    softplus: map("softplus"), sigmoid: map("sigmoid"),
    pow: <A extends FloatArray>(base: A, exponent: A, out: A): void => {
      const dtype = dtypeOf(base), count = base.length;
      checkDtype("exponent", exponent, dtype);
      checkDtype("out", out, dtype);
      const x = pointerOf(arena, "base", base), y = pointerOf(arena, "exponent", exponent, count);
      const to = pointerOf(arena, "out", out, count);
      if (x !== to) checkApart("base", base, "out", out);
      if (y !== to) checkApart("exponent", exponent, "out", out);
      (dtype === "float32" ? powF32 : powF64)(count, x, y, to);
    },
  });
}
