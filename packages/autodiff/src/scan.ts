import { ambientGraph } from "./ambient.ts";
import { graphOf, toNode } from "./apply.ts";
import { concat } from "./concat.ts";
import type { Graph, Node } from "./graph.ts";
import type { ScanBody } from "./scan-body.ts";
import { insideOf } from "./scan-body.ts";
import { scanNodes } from "./scan-operation.ts";
import { sameShape, shapeError } from "./shape.ts";
import { reshape, slice } from "./shaping.ts";
import { TensorError } from "./tensor-error.ts";
import type { Tensor } from "./tensor.ts";
import { isTensor } from "./tensor.ts";
import type { TreeOf } from "./tree.ts";
import { leavesOf, refill } from "./tree.ts";

/** What one step of a scan gives. */
export interface ScanStep<C, Y> {
  /** Handed on to the next step, in the structure and shapes of the one before. */
  readonly carry: C;
  /** Told; rows of the scan's outputs. */
  readonly output: Y;
}

/** What a scan gives. */
export interface Scanned<C, Y> {
  /** That of the last step. */
  readonly carry: C;
  /** Of all steps, `[length, …]`. */
  readonly outputs: Y;
}

/** How a scan walks. */
export interface ScanOptions {
  /** Steps. Needed only where there are no sequences. */
  readonly length?: number;
  /** From the last row to the first. Default false. */
  readonly reversed?: boolean;
}

/**
 * Repeats a step along sequences: a loop of the compiled program, traced once however long it is.
 *
 *   (c_t+1, y_t) = step(c_t, x_t),  t = 0 … length − 1
 *
 * The step may read any other tensors; they are the same in all steps. It is differentiable to any order, with respect to the first
 * carry, the sequences and what the step reads besides. The carry before each step is kept for the reverse pass, which computes the
 * step again from it. On plain numbers, and where numbers are computed at once, it is an ordinary loop.
 *
 * @param step - called once in a program (length times on plain numbers)
 * @param initial - c_0, a tree of tensors
 * @param inputs - a tree of sequences `[length, …]`, of which each step is given its row
 *
 * @example
 * ```ts
 * import { add, mul, numbers, scan, tensor, type Tensor } from "@worldwise/autodiff";
 *
 * const average = (mean: Tensor, x: Tensor): { carry: Tensor; output: Tensor } => {
 *   const next = add(mul(mean, 0.5), mul(x, 0.5));
 *   return { carry: next, output: next };
 * };
 * console.log([...numbers(scan(average, tensor(0), tensor([4, 8, 2])).outputs)]); // [ 2, 5, 3.5 ]
 * ```
 */
export function scan<C, X, Y>(
  step: (carry: C, input: X) => ScanStep<C, Y>, initial: C, inputs: X, { length, reversed = false }: ScanOptions = {},
): Scanned<C, Y> {
  const [first, sequences] = [tensorsIn(initial), tensorsIn(inputs)];
  const count = lengthOf(first, sequences, length);
  const graph = graphOf([...first, ...sequences]) ?? ambientGraph();
  const flat: FlatStep = (carries, rows) => {
    const { carry, output } = step(refilled(initial, carries), refilled(inputs, rows));
    checkCarry(carries, tensorsIn(carry));
    return { carry, output };
  };
  const walk = { first, sequences, count, reversed };
  const { carries, outputs, told } = graph === undefined || graph.computes ? unrolled(flat, walk) : compiled(graph, flat, walk);
  return { carry: refilled(initial, carries), outputs: refilled(told as Y, outputs) }; // what `step` told
}

/** A step of leaves in order; its output keeps its structure. */
type FlatStep = (carries: readonly Tensor[], rows: readonly Tensor[]) => ScanStep<unknown, unknown>;

interface Walk {
  readonly first: readonly Tensor[];
  readonly sequences: readonly Tensor[];
  readonly count: number;
  readonly reversed: boolean;
}

interface Walked {
  readonly carries: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  /** An output of one step, for its structure. */
  readonly told: unknown;
}

function unrolled(step: FlatStep, { first, sequences, count, reversed }: Walk): Walked {
  let [carries, told]: [readonly Tensor[], unknown] = [first, undefined];
  const rows: (readonly Tensor[])[] = [];
  for (let t = 0; t < count; t++) {
    const place = reversed ? count - 1 - t : t;
    const done = step(carries, sequences.map((x) => reshape(slice(x, 0, place, place + 1), x.shape.slice(1))));
    [carries, told] = [tensorsIn(done.carry), done.output];
    rows[place] = tensorsIn(told).map((y) => reshape(y, [1, ...y.shape]));
  }
  return { carries, told, outputs: rows[0]!.map((_, i) => concat(rows.map((each) => each[i]!), 0)) };
}

function compiled(graph: Graph, step: FlatStep, { first, sequences, count, reversed }: Walk): Walked {
  const leaf = (shape: readonly number[], { dtype }: Tensor): Node => graph.input(shape, "row", dtype === "int32" ? "int32" : graph.precision);
  const carries = first.map((x) => leaf(x.shape, x));
  const rows = sequences.map((x) => leaf(x.shape.slice(1), x));
  const { carry, output } = step(carries, rows);
  const nodes = (tree: unknown): Node[] => tensorsIn(tree).map((x) => toNode(graph, x));
  const body: ScanBody = { carries, rows, next: nodes(carry), stacked: nodes(output), summed: [] };
  const results = scanNodes(graph, { body, inside: insideOf(body), length: count, isReversed: reversed },
    { initial: first.map((x) => toNode(graph, x)), sequences: sequences.map((x) => toNode(graph, x)) });
  return { carries: results.carries, outputs: results.stacked, told: output };
}

const tensorsIn = (tree: unknown): Tensor[] => (tree === undefined ? [] : leavesOf(tree as TreeOf<Tensor>, isTensor)); // callers pass trees of tensors

const refilled = <T>(tree: T, tensors: readonly Tensor[]): T =>
  (tree === undefined ? tree : refill(tree as TreeOf<Tensor>, isTensor, tensors) as T); // the same structure with other tensors

function lengthOf(first: readonly Tensor[], sequences: readonly Tensor[], given: number | undefined): number {
  const count = given ?? sequences[0]?.shape[0];
  const isWhole = count !== undefined && Number.isInteger(count) && count > 0;
  if (isWhole && first.length + sequences.length > 0 && sequences.every(({ shape }) => shape[0] === count)) return count;
  throw new TensorError("scan", {
    expected: "scan: a carry or sequences, all of one length of at least 1",
    got: sequences.map(({ shape }) => `[${shape.join("×")}]`).join(" and ") + (given === undefined ? "" : ` and length ${given}`),
    todo: "put time on the first axis, or give the length",
  });
}

function checkCarry(before: readonly Tensor[], after: readonly Tensor[]): void {
  if (before.length === after.length && before.every(({ shape }, i) => sameShape(shape, after[i]!.shape))) return;
  throw shapeError("scan", `a carry that keeps its ${before.length} shapes`, ...before, ...after);
}
