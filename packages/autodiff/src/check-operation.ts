import { grad } from "./derivatives.ts";
import { mul } from "./arithmetic.ts";
import { program } from "./program.ts";
import { sum } from "./reductions.ts";
import type { Tensor } from "./tensor.ts";
import { numbers, tensor } from "./tensor.ts";

/** One thing that was checked. */
export interface OperationCheck {
  readonly name: "first derivative" | "second derivative" | "compiled float64" | "compiled float32";
  /** The largest error, relative to the largest number compared (at least 1). */
  readonly error: number;
  readonly passed: boolean;
}

/** What was found for one set of inputs. */
export interface OperationReport {
  readonly passed: boolean;
  readonly checks: readonly OperationCheck[];
}

/** Settings of a check. */
export interface CheckOptions {
  /** Which inputs are differentiated, by place. Default: all that are not integers. */
  readonly differentiated?: readonly number[];
  /** Step of the central differences. Default 1e-5. */
  readonly step?: number;
}

const TOLERANCE = { "first derivative": 1e-6, "second derivative": 1e-5, "compiled float64": 1e-12, "compiled float32": 1e-5 } as const;

/**
 * Checks an operation on inputs of your choice, which should lie inside its domain and away from kinks: its rule against central
 * differences, the rule of its rule against differences of the first, and its code against its meaning.
 *
 * @param operation - of as many tensors as there are inputs
 *
 * @example
 * ```ts
 * import { checkOperation, tanh, tensor } from "@worldwise/autodiff";
 *
 * console.log(checkOperation((x) => tanh(x!), [tensor([0.5, -1])]).passed); // true
 * ```
 */
export function checkOperation(
  operation: (...x: Tensor[]) => Tensor, inputs: readonly Tensor[], { differentiated, step = 1e-5 }: CheckOptions = {},
): OperationReport {
  const places = differentiated ?? inputs.flatMap(({ dtype }, i) => (dtype === "int32" ? [] : [i]));
  const weighted = (f: (...x: Tensor[]) => Tensor) => (...x: Tensor[]): Tensor => {
    const y = f(...x);
    return sum(mul(y, weightsFor(y.shape)));
  };
  const value = weighted(operation);
  const slope = (place: number) => (...x: Tensor[]): Tensor => partial(value, place)(...x);
  const first = places.map((place) => differenceError(value, inputs, place, step));
  const second = places.flatMap((by) => places.map((place) => differenceError(weighted(slope(by)), inputs, place, step)));
  const checks = [
    checkOf("first derivative", first), checkOf("second derivative", second),
    checkOf("compiled float64", [compiledError(operation, inputs, "float64")]),
    checkOf("compiled float32", [compiledError(operation, inputs, "float32")]),
  ];
  return { passed: checks.every(({ passed }) => passed), checks };
}

function checkOf(name: OperationCheck["name"], errors: readonly number[]): OperationCheck {
  const error = errors.reduce((worst, each) => (each <= worst ? worst : each), 0); // NaN stays
  return { name, error, passed: error <= TOLERANCE[name] };
}

/** The gradient with respect to one of several arguments. */
const partial = (f: (...x: Tensor[]) => Tensor, place: number) => (...x: Tensor[]): Tensor =>
  grad((own: Tensor) => f(...x.map((each, i) => (i === place ? own : each))))(x[place]!);

/** Numbers without symmetry, so that errors do not cancel. */
function weightsFor(shape: readonly number[]): Tensor {
  const count = shape.reduce((a, b) => a * b, 1);
  return tensor(Array.from({ length: count }, (_, i) => 0.5 + ((i * 7 + 3) % 11) / 11), shape);
}

function differenceError(f: (...x: Tensor[]) => Tensor, inputs: readonly Tensor[], place: number, step: number): number {
  const x = inputs[place]!;
  const exact = numbers(partial(f, place)(...inputs));
  const at = (i: number, by: number): number => {
    const moved = numbers(x);
    moved[i]! += by;
    return numbers(f(...inputs.map((each, j) => (j === place ? tensor(moved, x.shape) : each))))[0]!;
  };
  const differences = exact.map((_, i) => (at(i, step) - at(i, -step)) / (2 * step));
  return relativeError(exact, differences);
}

function compiledError(operation: (...x: Tensor[]) => Tensor, inputs: readonly Tensor[], dtype: "float32" | "float64"): number {
  const rounded = inputs.map((x) => tensor(numbers(x), x.shape, x.dtype === "int32" ? "int32" : dtype));
  const compiled = program((x) => operation(...x as Tensor[]), rounded, { dtype }); // an example of tensors is seen as tensors
  return relativeError(compiled.run(rounded), numbers(operation(...rounded)));
}

/** The largest difference, relative to the largest expected number, at least 1. */
function relativeError(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  let [worst, scale] = [0, 1];
  for (let i = 0; i < expected.length; i++) {
    scale = Math.max(scale, Math.abs(expected[i]!));
    const error = Object.is(found[i], expected[i]) ? 0 : Math.abs(found[i]! - expected[i]!);
    worst = error <= worst ? worst : error; // NaN stays
  }
  return worst / scale;
}
