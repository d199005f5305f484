import { add } from "./arithmetic.ts";
import { pullbackThrough } from "./gradient.ts";
import type { Graph, Node } from "./graph.ts";
import type { ArrayOperation } from "./operation.ts";
import { part } from "./part.ts";
import type { Scan, ScanBody } from "./scan-body.ts";
import { insideOf, resultShapes } from "./scan-body.ts";
import { prepareScan } from "./scan-kernel.ts";
import { sizeOf } from "./shape.ts";
import { reshape, slice } from "./shaping.ts";
import { fill, uniform } from "./simplify.ts";

/** Where a scan starts, and what it walks along. */
export interface ScanInputs {
  readonly initial: readonly Node[];
  /** `[length, …]` */
  readonly sequences: readonly Node[];
}

/** What a scan gives. */
export interface ScanResults {
  readonly carries: readonly Node[];
  /** `[length, …]` */
  readonly stacked: readonly Node[];
  readonly summed: readonly Node[];
}

/** A node for a step that is repeated, and the views of its results. */
export function scanNodes(graph: Graph, { inside, ...rest }: Scan, { initial, sequences }: ScanInputs): ScanResults {
  const scan = { inside, ...rest };
  const shapes = resultShapes(scan);
  const total = shapes.reduce((sum, shape) => sum + sizeOf(shape), 0);
  const whole = graph.fresh(scanOperation(scan), [...initial, ...sequences, ...inside.captured], [total]);
  const parts = shapes.map((_, place) => part(whole, shapes, place));
  const [carryCount, stackedCount] = [initial.length, scan.body.stacked.length];
  return {
    carries: parts.slice(0, carryCount).map((history) => rowsOf(history, scan).last),
    stacked: parts.slice(carryCount, carryCount + stackedCount), summed: parts.slice(carryCount + stackedCount),
  };
}

function scanOperation(scan: Scan): ArrayOperation {
  const pullback = (g: Node, y: Node, matters: readonly boolean[]): readonly (Node | undefined)[] => pullbackScan(scan, g, y, matters);
  const operation: ArrayOperation = {
    kind: "array", name: "scan", needsDense: true, pullback,
    prepared: () => ({ ...operation, ...prepareScan(scan) }),
    evaluate: onlyCompiled, lower: onlyCompiled,
    vjp: (g, y, ...x) => pullback(g as Node, y as Node, x.map(() => true)), // in a graph all tensors are nodes
  };
  return operation;
}

function onlyCompiled(): never {
  throw new Error("a scan is unrolled where numbers are known, and prepared before code is made; this is a bug in scan.ts");
}

/** Of all values of a carry, those before each step, and the last. */
function rowsOf(history: Node, { length, isReversed }: Scan): { readonly before: Node; readonly last: Node } {
  const [from, last] = isReversed ? [1, 0] : [0, length];
  return {
    before: slice(history, 0, from, from + length) as Node, // of a node
    last: reshape(slice(history, 0, last, last + 1), history.shape.slice(1)) as Node, // of a node
  };
}

/** A sequence, and the leaf that stands for its row. */
interface Walk { readonly leaf: Node; readonly sequence: Node }

/**
 * Reverse mode: a scan in the other direction, which hands on the cotangents of the carries. Each step computes the forward step
 * again from the carries before it, and carries the cotangents of what it told back to what it read:
 *
 *   c̄_t = (∂step_t/∂c)ᵀ (c̄_t+1, ȳ_t),  x̄_t = (∂step_t/∂x)ᵀ (…),  p̄ = Σ_t (∂step_t/∂p)ᵀ (…)
 */
function pullbackScan(scan: Scan, g: Node, y: Node, matters: readonly boolean[]): readonly (Node | undefined)[] {
  const { length, isReversed } = scan;
  const arriving = cotangentsOf(scan, g);
  const { body, ofRows, ofCaptured } = reverseStep(scan, arriving, matters);
  const walks = [...forwardWalks(scan, y), ...arriving.stacked.filter(isGiven), ...arriving.before.filter(isGiven)];
  const reached = new Set(insideOf({ ...body, rows: walks.map(({ leaf }) => leaf) }).nodes);
  const used = walks.filter(({ leaf }) => reached.has(leaf));
  const reverse = { ...body, rows: used.map(({ leaf }) => leaf) };
  const results = scanNodes(y["~trace"], { body: reverse, inside: insideOf(reverse), length, isReversed: !isReversed },
    { initial: arriving.last, sequences: used.map(({ sequence }) => sequence) });
  return [
    ...results.carries.map((each, i) => (matters[i] === true ? each : undefined)),
    ...spread(ofRows, results.stacked), ...spread(ofCaptured, results.summed),
  ];
}

/** What arrives at the results of a scan; along a sequence only where it is not 0. */
interface Arriving {
  readonly last: readonly Node[];
  /** At the carries before each step. */
  readonly before: readonly (Walk | undefined)[];
  readonly stacked: readonly (Walk | undefined)[];
  readonly summed: readonly Node[];
}

function cotangentsOf(scan: Scan, g: Node): Arriving {
  const { body: { carries, stacked } } = scan;
  const shapes = resultShapes(scan);
  const parts = shapes.map((_, place) => part(g, shapes, place));
  const histories = parts.slice(0, carries.length).map((each) => rowsOf(each, scan));
  const walkAlong = (sequence: Node): Walk | undefined =>
    (uniform(sequence) === 0 ? undefined : { sequence, leaf: g["~trace"].input(sequence.shape.slice(1), "cotangent") });
  return {
    last: histories.map(({ last }) => last), before: histories.map(({ before }) => walkAlong(before)),
    stacked: parts.slice(carries.length, carries.length + stacked.length).map(walkAlong), summed: parts.slice(carries.length + stacked.length),
  };
}

/** What the forward step reads: its carries, from their history, and its rows. */
const forwardWalks = (scan: Scan, y: Node): Walk[] => [
  ...scan.body.carries.map((leaf, i) => ({ leaf, sequence: rowsOf(part(y, resultShapes(scan), i), scan).before })),
  ...scan.body.rows.map((leaf, i) => ({ leaf, sequence: y.inputs[scan.body.carries.length + i]! })),
];

/** One step of the reverse scan, but for its rows; and which cotangents it stacks and sums, in the order of the scan's inputs. */
interface ReverseStep {
  readonly body: Omit<ScanBody, "rows">;
  readonly ofRows: readonly (Node | undefined)[];
  readonly ofCaptured: readonly (Node | undefined)[];
}

function reverseStep({ body, inside }: Scan, arriving: Arriving, matters: readonly boolean[]): ReverseStep {
  const carries = body.carries.map((x) => x["~trace"].input(x.shape, "cotangent"));
  const seeds = [
    ...body.next.map((x, i) => [x, carries[i]!] as const),
    ...body.stacked.flatMap((x, i) => (arriving.stacked[i] === undefined ? [] : [[x, arriving.stacked[i].leaf] as const])),
    ...body.summed.map((x, i) => [x, arriving.summed[i]!] as const),
  ];
  const pulled = pullbackThrough(inside.nodes, seeds, [...body.carries, ...body.rows, ...inside.captured]);
  const next = carries.map(({ shape, "~trace": graph }, i) => {
    const own = pulled[i] ?? fill(graph, graph.constant(0), shape);
    const direct = arriving.before[i];
    return direct === undefined ? own : add(own, direct.leaf) as Node; // of nodes
  });
  const wanted = pulled.map((each, i) => (matters[i] === true ? each : undefined));
  const [rowStart, capturedStart] = [body.carries.length, body.carries.length + body.rows.length];
  const [ofRows, ofCaptured] = [wanted.slice(rowStart, capturedStart), wanted.slice(capturedStart)];
  return { ofRows, ofCaptured, body: { carries, next, stacked: ofRows.filter(isGiven), summed: ofCaptured.filter(isGiven) } };
}

const isGiven = <T>(x: T | undefined): x is T => x !== undefined;

/** Puts found values back to the places where something was wanted. */
function spread(wanted: readonly (Node | undefined)[], found: readonly Node[]): (Node | undefined)[] {
  let next = 0;
  return wanted.map((each) => (each === undefined ? undefined : found[next++]));
}
