import type { Draft, ProgramOptions } from "./draft.ts";
import { draftOf } from "./draft.ts";
import type { Given, InputsOf, OutputsOf, TensorsOf } from "./example.ts";
import { instantiate, instantiateLater } from "./generate.ts";
import type { Kernel } from "./kernel.ts";
import type { Plan } from "./plan.ts";

/** A compiled function of tensors. */
export interface Program<E = unknown, O = unknown> {
  /**
   * Runs, as one call of compiled code.
   *
   * @param inputs - copied in; without them it runs on what lies in `inputs`
   * @returns the live outputs, which the next run overwrites
   */
  readonly run: (inputs?: Given<E>) => OutputsOf<E, O>;
  /** Live: where the inputs lie, to be written without a copy. */
  readonly inputs: InputsOf<E>;
  readonly outputs: OutputsOf<E, O>;
  /** What was compiled; see `explain`. */
  readonly "~compiled": unknown;
}

/** What was compiled, to look at. */
export interface Compiled {
  readonly plan: Plan;
  readonly kernels: readonly Kernel[];
  readonly codeBytes: number;
}

/**
 * Traces a function once and compiles it: fused, planned, one call for a run.
 *
 * f is called with a tree of tensors that have shapes but no numbers, and gives a tree of tensors. A store among the inputs (at the top
 * of the tree) is used where it lies; what f gives under the name of a store is written into that store, so that a training step can
 * be one program. Every number has the program's element type: in float32 whole numbers are exact up to 2²⁴.
 *
 * @param f - called once (twice if a shape is wrong, to say on which line)
 * @param example - a tree of shapes `{ shape, dtype? }`, tensors, or stores
 * @throws TensorError where shapes do not fit, naming the operation, the shapes and the lines
 * @throws MathError `math/arena-full`
 *
 * @example
 * ```ts
 * import { mean, program, square, sub } from "@worldwise/autodiff";
 *
 * const error = program(({ a, b }) => mean(square(sub(a, b))), { a: { shape: [2] }, b: { shape: [2] } });
 * console.log(error.run({ a: [1, 2], b: [3, 4] })[0]); // 4
 * ```
 */
export function program<const E, O>(f: (inputs: TensorsOf<E>) => O, example: E, options: ProgramOptions = {}): Program<E, O> {
  const draft = draftOf(f, example, options);
  return finished(draft, instantiate(draft.bytes, draft.kernels, draft.arena, draft.precision));
}

/**
 * The same as `program`, compiled and linked without blocking: where a browser's main thread must not stall, or may compile large
 * modules only this way. The code and its numbers are the same, bit for bit.
 *
 * @returns rejects with what `program` throws
 *
 * @example
 * ```ts
 * import { compile, mul } from "@worldwise/autodiff";
 *
 * const twice = await compile((x) => mul(x, 2), { shape: [2] });
 * console.log([...twice.run([1, 2])]); // [ 2, 4 ]
 * ```
 */
export async function compile<const E, O>(f: (inputs: TensorsOf<E>) => O, example: E, options: ProgramOptions = {}): Promise<Program<E, O>> {
  const draft = draftOf(f, example, options);
  return finished(draft, await instantiateLater(draft.bytes, draft.kernels, draft.arena, draft.precision));
}

/** What a program was compiled to. */
export const compiledOf = ({ "~compiled": compiled }: Pick<Program, "~compiled">): Compiled => compiled as Compiled; // `program` put it there

function finished<E, O>({ plan, kernels, bytes, inputs, outputs, copyIn }: Draft, execute: () => void): Program<E, O> {
  return Object.freeze({
    inputs: inputs as InputsOf<E>, outputs: outputs as OutputsOf<E, O>, // the trees of the draft, with live leaves
    run: (given?: Given<E>) => {
      if (given !== undefined) copyIn(given);
      execute();
      return outputs as OutputsOf<E, O>; // as above
    },
    "~compiled": { plan, kernels, codeBytes: bytes.length } satisfies Compiled,
  });
}
