import type { Arena } from "@worldwise/math";
import { createArena } from "@worldwise/math";
import { doorsOf } from "./doors.ts";
import type { Live } from "./example.ts";
import { generate } from "./generate.ts";
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

/** Settings of a program. */
export interface ProgramOptions {
  /** Element type of every number. Default: that of the stores among the inputs, else `float32`. */
  readonly dtype?: Precision;
  /** Memory to lie in. Default: that of the stores, else an arena of its own, as large as it needs. */
  readonly arena?: Arena;
  /** Whether operations that read each other run in one loop. Default true; false is there to compare. */
  readonly fuse?: boolean;
}

/** A program but for the compilation of its module. */
export interface Draft {
  readonly precision: Precision;
  readonly arena: Arena;
  readonly plan: Plan;
  readonly kernels: readonly Kernel[];
  /** Its module. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Live numbers, in the trees of the example and of what f gives. */
  readonly inputs: unknown;
  readonly outputs: unknown;
  readonly copyIn: (given: unknown) => void;
}

/** Traces, plans and writes a program. */
export function draftOf(f: (inputs: never) => unknown, example: unknown, options: ProgramOptions): Draft {
  const { precision, arena: given } = homeOf(example, options);
  const traced = trace(f, example, precision);
  const prepared = prepare({ inputs: traced.inputs.map(({ node }) => node), outputs: traced.outputs, updates: traced.updates });
  const addresses = traced.inputs.flatMap(({ address }, i) => (address === undefined ? [] : [[prepared.inputs[i]!, address] as const]));
  const planned = plan(prepared, { precision, stores: new Map(addresses), joins: options.fuse ?? true });
  const arena = given ?? createArena({ bytes: planned.byteLength });
  const places = placesOf(planned, arena.allocate("uint8", planned.byteLength).byteOffset);
  const kernels = lower(planned, places);
  const live = (x: Node): Live => liveNumbers(arena, precision, places.address(x), sizeOf(x.shape));
  for (const table of planned.tables) live(table).set(table.values!);
  const { tree, copyIn } = doorsOf(traced, prepared.inputs.map(live), example);
  return {
    precision, arena, plan: planned, kernels, bytes: generate(kernels, precision),
    inputs: tree, outputs: refill(traced.told, isTensor, prepared.outputs.map(live)), copyIn,
  };
}

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
