import { addOperation } from "./arithmetic.ts";
import type { Node } from "./graph.ts";
import type { Access, Kernel, LoopKernel, Places } from "./kernel.ts";
import { viewOf } from "./layout.ts";
import { lower, placesOf } from "./lower.ts";
import { moveKernel } from "./move-kernel.ts";
import type { ArrayOperation } from "./operation.ts";
import type { Plan } from "./plan.ts";
import { plan } from "./plan.ts";
import { bytesOfNumber } from "./precision.ts";
import type { Trace } from "./prepare.ts";
import { prepare } from "./prepare.ts";
import type { Move } from "./repeat-code.ts";
import { repeatKernel } from "./repeat-code.ts";
import { copyBytes, fillBytes } from "./scalar-code.ts";
import type { Scan } from "./scan-body.ts";
import { outputsOf, resultShapes } from "./scan-body.ts";
import { sizeOf } from "./shape.ts";

/** A step, planned as a program of its own whose memory is the workspace of the outer one. */
interface PlannedStep {
  readonly scan: Scan;
  readonly trace: Trace;
  readonly plan: Plan;
  /** Inputs that are read where they lie outside. */
  readonly captured: readonly Node[];
}

/** How a scan is compiled. */
export function prepareScan(scan: Scan): Pick<ArrayOperation, "lower" | "workspaceBytes"> {
  const { body, inside } = scan;
  const trace = prepare({ inputs: [...body.carries, ...body.rows, ...inside.captured], outputs: outputsOf(body), updates: [] });
  const captured = trace.inputs.slice(body.carries.length + body.rows.length);
  const { precision } = trace.inputs[0]!["~trace"]; // a scan has a carry or a sequence
  const step: PlannedStep = {
    scan, trace, captured,
    plan: plan(trace, { precision, stores: new Map(captured.map((x) => [x, 0])), joins: true }),
  };
  return { lower: (node, places) => [kernelOf(step, node, places)], workspaceBytes: () => step.plan.byteLength };
}

function kernelOf(step: PlannedStep, node: Node, places: Places): Kernel {
  const { scan: { body, length }, trace, plan: { tables } } = step;
  const inner = stepPlaces(step, node, places);
  const results = resultAddresses(step.scan, places.address(node), bytesOfNumber(places.precision));
  const sumStart = body.carries.length + body.stacked.length;
  const sums = trace.outputs.slice(sumStart).map((value, i) => ({ value, to: results[sumStart + i]! }));
  return repeatKernel({
    name: `scan ×${length}`, count: length,
    before: [
      ...tables.map((table) => moveKernel(table, inner, table, { offset: 0, strides: [] })),
      ...firstCarries(step, node, places, results), ...sums.map(({ value, to }) => zeroKernel(to, byteLengthOf(value))),
    ],
    movesIn: movesIn(step, node, places, inner, results),
    kernels: [...lower(step.plan, inner), ...sums.map(({ value, to }) => addKernel(value, to, inner))],
    movesOut: movesOut(step, inner, results),
  });
}

/** The step's own values lie in the workspace, captured ones where they are outside. */
function stepPlaces({ plan: planned, captured, scan: { body } }: PlannedStep, node: Node, places: Places): Places {
  const own = placesOf(planned, places.workspace);
  const outside = new Map(captured.map((x, i) => [x, node.inputs[body.carries.length + body.rows.length + i]!]));
  return {
    ...own,
    address(x) {
      const { base, offset } = viewOf(x);
      const outer = outside.get(base);
      return outer === undefined ? own.address(x) : places.address(outer) + offset * bytesOfNumber(places.precision);
    },
  };
}

/** Where each result begins. */
function resultAddresses(scan: Scan, start: number, bytes: number): number[] {
  let address = start;
  return resultShapes(scan).map((shape) => (address += sizeOf(shape) * bytes) - sizeOf(shape) * bytes);
}

const byteLengthOf = (x: Node): number => sizeOf(x.shape) * bytesOfNumber(x["~trace"].precision);

/** Addresses that go through rows of `byteLength` in the direction of the scan, `shift` rows after the first. */
function along({ length, isReversed }: Scan, start: number, byteLength: number, shift = 0): { readonly address: number; readonly step: number } {
  const first = isReversed ? length - 1 - shift : shift;
  return { address: start + first * byteLength, step: isReversed ? -byteLength : byteLength };
}

/** The rows of a carry's history before each step, and after it. A reversed scan fills it from the end. */
const before = (scan: Scan, start: number, byteLength: number): ReturnType<typeof along> =>
  along(scan, start, byteLength, scan.isReversed ? -1 : 0);
const after = (scan: Scan, start: number, byteLength: number): ReturnType<typeof along> =>
  along(scan, start, byteLength, scan.isReversed ? 0 : 1);

/** Copies what the scan starts with into the history. */
const firstCarries = ({ scan, trace }: PlannedStep, node: Node, places: Places, results: readonly number[]): Kernel[] =>
  scan.body.carries.map((_, i): Kernel => {
    const byteLength = byteLengthOf(trace.inputs[i]!);
    const to = before(scan, results[i]!, byteLength).address;
    const from = places.address(node.inputs[i]!);
    return { kind: "code", name: "copy", write: (code) => code.i32(to).i32(from).i32(byteLength).put(copyBytes) };
  });

const zeroKernel = (to: number, byteLength: number): Kernel =>
  ({ kind: "code", name: "zero", write: (code) => code.i32(to).i32(0).i32(byteLength).put(fillBytes) });

/** This step's carries and rows, to where the step reads them. */
function movesIn({ scan, trace }: PlannedStep, node: Node, places: Places, inner: Places, results: readonly number[]): Move[] {
  const { body: { carries, rows } } = scan;
  return trace.inputs.slice(0, carries.length + rows.length).map((leaf, i) => {
    const byteLength = byteLengthOf(leaf);
    const from = i < carries.length ? before(scan, results[i]!, byteLength) : along(scan, places.address(node.inputs[i]!), byteLength);
    return { from: from.address, fromStep: from.step, to: inner.address(leaf), toStep: 0, byteLength };
  });
}

/** What is handed on and what is stacked, to the results. */
function movesOut({ scan, trace }: PlannedStep, inner: Places, results: readonly number[]): Move[] {
  const { body: { carries, stacked } } = scan;
  return trace.outputs.slice(0, carries.length + stacked.length).map((value, i) => {
    const byteLength = byteLengthOf(value);
    const to = (i < carries.length ? after : along)(scan, results[i]!, byteLength);
    return { from: inner.address(value), fromStep: 0, to: to.address, toStep: to.step, byteLength };
  });
}

/** Adds a value to the sum that lies at an address. */
function addKernel(value: Node, to: number, places: Places): LoopKernel {
  const shape = [sizeOf(value.shape)];
  const graph = value["~trace"];
  const [own, total] = [graph.input(shape, "value"), graph.input(shape, "total")];
  const sum = graph.fresh(addOperation, [total, own], shape);
  const at = (address: number): Access => ({ address, strides: [1] });
  return {
    kind: "loop", shape, nodes: [sum], reductions: [],
    loads: new Map([[own, at(places.address(value))], [total, at(to)]]), stores: [{ value: sum, to: at(to) }],
  };
}
