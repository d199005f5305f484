import type { Arena } from "@worldwise/math";
import { createArena } from "@worldwise/math";
import { doorsOf } from "./doors.ts";
import type { Given, InputsOf, Live, OutputsOf, TensorsOf } from "./example.ts";
import { generate, instantiate } from "./generate.ts";
import type { Node } from "./graph.ts";
import type { Kernel } from "./kernel.ts";
import { lower, placesOf } from "./lower.ts";
import type { Plan } from "./plan.ts";
import { plan } from "./plan.ts";
import type { Precision } from "./precision.ts";
import { prepare } from "./prepare.ts";
import { sizeOf } from "./shape.ts";
import { isStore } from "./store.ts";
import { TensorError } from "./tensor-error.ts";
import { isTensor } from "./tensor.ts";
import { trace } from "./trace.ts";
import { refill } from "./tree.ts";

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

/** Settings of a program. */
export interface ProgramOptions {
  /** Element type of every number. Default: that of the stores among the inputs, else `float32`. */
  readonly dtype?: Precision;
  /** Memory to lie in. Default: that of the stores, else an arena of its own, as large as it needs. */
  readonly arena?: Arena;
  /** Whether operations that read each other run in one loop. Default true; false is there to compare. */
  readonly fuse?: boolean;
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
  const home = homeOf(example, options);
  const traced = trace(f, example, home.precision);
  const prepared = prepare({ inputs: traced.inputs.map(({ node }) => node), outputs: traced.outputs, updates: traced.updates });
  const addresses = traced.inputs.flatMap(({ address }, i) => (address === undefined ? [] : [[prepared.inputs[i]!, address] as const]));
  const planned = plan(prepared, { precision: home.precision, stores: new Map(addresses), joins: options.fuse ?? true });
  const arena = home.arena ?? createArena({ bytes: planned.byteLength });
  const start = arena.allocate("uint8", planned.byteLength).byteOffset;
  const places = placesOf(planned, start);
  const kernels = lower(planned, places);
  const bytes = generate(kernels, home.precision);
  const execute = instantiate(bytes, kernels, arena, home.precision);
  const live = (x: Node): Live => liveNumbers(arena, home.precision, places.address(x), sizeOf(x.shape));
  for (const table of planned.tables) live(table).set(table.values!);
  const outputs = refill(traced.told, isTensor, prepared.outputs.map(live)) as OutputsOf<E, O>; // the same tree with live leaves
  const doors = doorsOf(traced, prepared.inputs.map(live), example);
  return Object.freeze({
    inputs: doors.tree as InputsOf<E>, outputs, // as above
    run: (inputs?: Given<E>) => {
      if (inputs !== undefined) doors.copyIn(inputs);
      execute();
      return outputs;
    },
    "~compiled": { plan: planned, kernels, codeBytes: bytes.length } satisfies Compiled,
  });
}

/** What a program was compiled to. */
export const compiledOf = ({ "~compiled": compiled }: Pick<Program, "~compiled">): Compiled => compiled as Compiled; // `program` put it there

interface Home {
  readonly precision: Precision;
  readonly arena: Arena | undefined;
}

/** Where a program lies and what it computes with: as its stores, if there are any. */
function homeOf(example: unknown, { dtype, arena }: ProgramOptions): Home {
  const stores = typeof example === "object" && example !== null ? Object.values(example).filter(isStore) : [];
  const homes = stores.map((each) => each["~store"]);
  const precision = dtype ?? homes[0]?.dtype ?? "float32";
  const home = arena ?? homes[0]?.arena;
  if (homes.every((each) => each.arena === home && each.dtype === precision)) return { precision, arena: home };
  throw new TensorError("program", {
    expected: `program: stores of ${precision} in one arena`, got: homes.map((each) => each.dtype).join(" and "),
    todo: "make the stores with the same { dtype, arena }, and leave both out of the program",
  });
}

const liveNumbers = ({ memory }: Arena, precision: Precision, address: number, length: number): Live =>
  (precision === "float32" ? new Float32Array(memory.buffer, address, length) : new Float64Array(memory.buffer, address, length));
