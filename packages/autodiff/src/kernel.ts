import type { Arena } from "@worldwise/math";
import type { Code } from "./encoder.ts";
import type { Node } from "./graph.ts";
import type { Precision } from "./precision.ts";
import type { Shape } from "./shape.ts";

/** A walk through memory: where it starts, in bytes, and one stride, in elements, for each axis of the loop. */
export interface Access {
  readonly address: number;
  readonly strides: readonly number[];
}

/** A running sum or maximum over the axes where `to` has stride 0. */
export interface Reduction {
  readonly kind: "sum" | "max";
  readonly value: Node;
  readonly to: Access;
}

/** Nested loops: read the loads, compute the nodes in order, write the stores, feed the reductions. */
export interface LoopKernel {
  readonly kind: "loop";
  readonly shape: Shape;
  readonly loads: ReadonlyMap<Node, Access>;
  readonly nodes: readonly Node[];
  readonly stores: readonly { readonly value: Node; readonly to: Access }[];
  readonly reductions: readonly Reduction[];
}

/** A function whose body its author writes, instruction by instruction. */
export interface CodeKernel {
  readonly kind: "code";
  readonly name: string;
  /** @param callInner - writes calls of some of the inner kernels */
  readonly write: (code: Code, precision: Precision, callInner: (kernels: readonly Kernel[]) => void) => void;
  /** Kernels that it calls. */
  readonly inner?: readonly Kernel[];
  /** How often it calls them; once when not given. */
  readonly count?: number;
}

/** A call of a function from outside the generated module, on the same memory. */
export interface CallKernel {
  readonly kind: "call";
  readonly name: string;
  /** Gives the function once the memory is known. Kernels with the same `link` and as many values share it. */
  readonly link: (arena: Arena, precision: Precision) => (...values: number[]) => void;
  readonly values: readonly number[];
  /** Additions and multiplications of one run, if known. */
  readonly operationCount?: number;
}

/** One step of a program. */
export type Kernel = LoopKernel | CodeKernel | CallKernel;

/** Where the numbers of a node lie. */
export interface Places {
  readonly precision: Precision;
  /** In bytes; that of the first element. */
  address(x: Node): number;
  /** Address of bytes that every kernel may use while it runs. */
  readonly workspace: number;
}
