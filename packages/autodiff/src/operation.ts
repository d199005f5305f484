import type { Graph, Node } from "./graph.ts";
import type { Kernel, Places } from "./kernel.ts";
import type { Lane, Lanes } from "./lanes.ts";
import type { Layout } from "./layout.ts";
import type { Precision } from "./precision.ts";
import type { Shape } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/** What a node knows besides its inputs. Part of its meaning: nodes that agree in everything are one node. */
export interface Attributes {
  readonly axis?: number;
  readonly from?: number;
  readonly order?: readonly number[];
  readonly [name: string]: number | string | boolean | readonly number[] | undefined;
}

/** A tensor of a traced program, with what its operation was given besides tensors. */
export interface TracedTensor extends Tensor {
  readonly attributes: Attributes;
}

/**
 * Carries a cotangent g of the result y back to each input x; `undefined` where no derivative passes.
 * It is written with the operations themselves, so that a derivative can be differentiated again.
 */
export type Rule = (g: Tensor, y: TracedTensor, ...x: TracedTensor[]) => readonly (Tensor | undefined)[];

/** An operation that is about to become a node. */
export interface Candidate {
  readonly graph: Graph;
  readonly operation: Operation;
  readonly inputs: readonly Node[];
  readonly shape: Shape;
  readonly attributes: Attributes;
}

/** The simplest node that means the same, if that is not the operation itself; x is its first input. */
export type RewriteRule = (candidate: Candidate, x: Node) => Node | undefined;

interface Named {
  readonly name: string;
  readonly simplify?: RewriteRule;
  /** Whole numbers in, whole numbers out: int32 among int32. */
  readonly closed?: boolean;
}

/** y_i = f(a_i, b_i, …) */
export interface ElementwiseOperation extends Named {
  readonly kind: "elementwise";
  readonly evaluate: (...x: number[]) => number;
  readonly vjp: Rule;
  /** The same function of a few numbers at once, in generated code. */
  readonly lower: (lanes: Lanes, ...x: Lane[]) => Lane;
}

/** The numbers of its input in another arrangement; nothing moves. */
export interface ViewOperation extends Named {
  readonly kind: "view";
  /** Where the elements lie, given where those of the input lie; `undefined` if no strides can say it. */
  readonly view: (input: Layout, from: Shape, to: Shape, attributes: Attributes) => Layout | undefined;
  readonly vjp: Rule;
}

/** Folds axes to length 1. */
export interface ReductionOperation extends Named {
  readonly kind: "reduction";
  readonly start: number;
  readonly combine: (a: number, b: number) => number;
  readonly vjp: Rule;
}

/** What an array operation computes from, and into. */
export interface ArrayCall {
  readonly inputs: readonly Float64Array[];
  readonly shapes: readonly Shape[];
  readonly attributes: Attributes;
  readonly outShape: Shape;
  /** Zeroed; to be filled. */
  readonly out: Float64Array;
}

/** Anything else, whole tensors at a time. */
export interface ArrayOperation extends Named {
  readonly kind: "array";
  readonly evaluate: (call: ArrayCall) => void;
  readonly vjp: Rule;
  /** The simplest node for the sum of two results of it. */
  readonly sumOf?: (candidate: Candidate, a: Node, b: Node) => Node | undefined;
  /** Whether the inputs must lie in one piece, row by row. */
  readonly needsDense: boolean;
  readonly lower: (node: Node, places: Places) => readonly Kernel[];
  /** In the place of `vjp`, for rules that save work when they know which inputs matter. */
  readonly pullback?: (g: Node, y: Node, matters: readonly boolean[]) => readonly (Node | undefined)[];
  /** The same operation, fit for code; when not given, itself. */
  readonly prepared?: () => ArrayOperation;
  /** Bytes that its kernels need while they run. */
  readonly workspaceBytes?: (node: Node, precision: Precision) => number;
}

/** Its input unchanged, but opaque to differentiation. Dropped before code is generated. */
export interface BarrierOperation extends Named {
  readonly kind: "barrier";
  readonly vjp: Rule;
}

/** Comes from outside. */
export interface LeafOperation extends Named {
  readonly kind: "leaf";
}

/** What a node does; everything there is to know about it in one record. */
export type Operation =
  | ElementwiseOperation | ViewOperation | ReductionOperation | ArrayOperation | BarrierOperation | LeafOperation;

/** Closed under differentiation: no derivative passes to any input. */
export const noDerivative: Rule = (_g, _y, ...x) => x.map(() => undefined);
