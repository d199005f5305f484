import { add, gather, log, matmul, mul, pick } from "@worldwise/autodiff";
import { simplexProjection } from "@worldwise/math";
import type { Discrete, Parameter, Problem, Tensor } from "@worldwise/protocol";
import { requireOption } from "./require-option.ts";
import type { RowClass, RowOptions } from "./row-class.ts";
import { rowClass } from "./row-class.ts";

/** `[N·M, N]` P̂(y|x,a) itself, for each row and next state. */
export type SimplexTableWeights = { readonly rows: Parameter<Float64Array> };

/** Options of {@link simplexTable}. */
export interface SimplexTableOptions extends RowOptions {
  /**
   * The least probability of any next state, in [0, 1/N): keeps likelihoods and their gradients finite. 0 for losses that read no
   * likelihood. Default 1e-6.
   */
  readonly floor?: number;
}

/**
 * A table of probabilities: rows are trained as they are, and brought back to the simplex after each step.
 *
 *   P̂(y|x,a) = rows[x,a]_y,   rows[x,a] ← argmin_p ‖p − rows[x,a]‖₂,  p ≥ floor,  Σ_y p_y = 1
 *
 * Expectations are linear in the parameters, so that a squared loss of them, such as that of VAML for a finite class of values, is
 * convex, and with `gradientDescent` a step is one of projected gradient descent. An entry can become exactly `floor` and leave it
 * again, which logits cannot. After steps of Adam the projection is still Euclidean: what it comes to rest at need not be optimal.
 * It begins uniform; the rows of pairs that were never tried stay so. Throws `bad-options`.
 */
export function simplexTable(
  problem: Problem<Discrete, Discrete>, { floor = 1e-6, ...options }: SimplexTableOptions = {},
): RowClass<SimplexTableWeights> {
  const { observation: { count: N }, action: { count: M } } = problem;
  requireOption(floor >= 0 && floor * N < 1, "floor", `a number from 0 to below 1/${N}`, floor);
  const project = flooredProjection(N, floor);
  return rowClass(problem, {
    name: "simplexTable",
    init: (): SimplexTableWeights => ({ rows: { shape: [N * M, N], data: new Float64Array(N * M * N).fill(1 / N) } }),
    rows({ rows }: { readonly rows: Tensor }, state, action) {
      const probability = gather(rows, add(mul(state, M), action));
      return {
        probability, logProbability: (next) => log(pick(probability, next)), average: (values) => matmul(probability, values),
      };
    },
    project: ({ weights: { rows } }) => { for (let row = 0; row < N * M; row++) project(rows.data, row * N); },
    write({ rows }, outProbability) {
      for (let row = 0; row < N * M; row++) normalizeInto(rows.data, row * N, N, outProbability);
    },
  }, options);
}

/** Numbers of any precision, as training keeps them. */
type Numbers = { [index: number]: number };

/** Projects the row that begins at `from` onto the part of the simplex where no entry is below the floor. */
function flooredProjection(N: number, floor: number): (outRows: Numbers, from: number) => void {
  const [row, project, mass] = [new Float64Array(N), simplexProjection(N), 1 - N * floor];
  return (outRows, from) => {
    for (let y = 0; y < N; y++) row[y] = (outRows[from + y]! - floor) / mass;
    project(row, row);
    for (let y = 0; y < N; y++) outRows[from + y] = floor + mass * row[y]!;
  };
}

/** Rows trained in float32 sum to 1 within its rounding; a face wants more. */
function normalizeInto(rows: Float64Array, from: number, N: number, outProbability: Float64Array): void {
  let total = 0;
  for (let k = from; k < from + N; k++) total += rows[k]!;
  for (let k = from; k < from + N; k++) outProbability[k] = rows[k]! / total;
}
