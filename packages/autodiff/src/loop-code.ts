import type { Code } from "./encoder.ts";
import { newCode } from "./encoder.ts";
import type { Node } from "./graph.ts";
import type { Access, LoopKernel, Reduction } from "./kernel.ts";
import type { Lane, WritableLanes } from "./lanes.ts";
import { newLanes } from "./lanes.ts";
import { viewOf } from "./layout.ts";
import { isUniform, uniformValue } from "./move-kernel.ts";
import type { Precision } from "./precision.ts";
import { bytesOfNumber, laneCount } from "./precision.ts";
import { accumulate, finishReduction, keepPartial, prepareReduction, startReduction, startTotal } from "./reduction-code.ts";

/** Opcodes of vector loads and stores. */
export const vectorOpcode = {
  load: 0x00, store: 0x0b,
  float32: { splat: 0x09, loadLane: 0x56, storeLane: 0x5a },
  float64: { splat: 0x0a, loadLane: 0x57, storeLane: 0x5b },
} as const;

/** What has to be remembered while one loop is written. */
export interface LoopWriting {
  readonly kernel: LoopKernel;
  readonly precision: Precision;
  readonly code: Code;
  readonly lanes: WritableLanes;
  readonly laneOf: Map<Node, Lane>;
  readonly variables: Map<Lane, number>;
  /** Byte offsets, each shared by all accesses with the same strides: addresses are constants in the code. */
  readonly offsets: Map<string, { readonly strides: readonly number[]; readonly variable: number }>;
  /** The running vector of each reduction along the innermost axis. */
  readonly running: Map<Reduction, number>;
  /** The sum of its partial sums, if it is long. */
  readonly totals: Map<Reduction, number>;
}

/** Nested loops whose innermost one works on whole vectors. */
export function writeLoop(kernel: LoopKernel, precision: Precision): Code {
  const writing: LoopWriting = {
    kernel, precision, code: newCode(), lanes: newLanes(precision),
    laneOf: new Map(), variables: new Map(), offsets: new Map(), running: new Map(), totals: new Map(),
  };
  lowerNodes(writing);
  for (const access of accessesOf(kernel)) offsetOf(writing, access);
  for (const reduction of kernel.reductions) prepareReduction(writing, reduction);
  writeAxis(writing, 0);
  return writing.code;
}

function lowerNodes(writing: LoopWriting): void {
  const { kernel, lanes, laneOf } = writing;
  for (const input of kernel.loads.keys()) laneOf.set(input, lanes.loaded());
  for (const node of kernel.nodes) {
    if (node.operation.kind !== "elementwise") throw new Error(`${node.operation.name} in a loop; this is a bug in fuse.ts`);
    laneOf.set(node, node.operation.lower(lanes, ...node.inputs.map((input) => laneFor(writing, input))));
  }
  for (const { value } of [...kernel.stores, ...kernel.reductions]) laneFor(writing, value);
}

/** The lane that holds a value. */
export function laneFor({ laneOf, lanes }: LoopWriting, x: Node): Lane {
  const known = laneOf.get(x) ?? laneOf.get(viewOf(x).base);
  if (known !== undefined) return known;
  if (!isUniform(x)) throw new Error(`no lane for ${x.operation.name} ${x.id}; this is a bug in lower.ts`);
  const lane = lanes.constant(uniformValue(x));
  laneOf.set(x, lane);
  return lane;
}

/** Puts a value on the stack. */
export function pushValue(writing: LoopWriting, x: Node): void {
  writing.lanes.push(writing.code, laneFor(writing, x), (lane) => variableOf(writing, lane));
}

function variableOf({ variables, code }: LoopWriting, lane: Lane): number {
  let variable = variables.get(lane);
  if (variable === undefined) variables.set(lane, variable = code.local("v128"));
  return variable;
}

const accessesOf = (kernel: LoopKernel): Access[] =>
  [...kernel.loads.values(), ...kernel.stores.map(({ to }) => to), ...kernel.reductions.map(({ to }) => to)];

function offsetOf({ offsets, code }: LoopWriting, { strides }: Access): number | undefined {
  if (strides.every((stride) => stride === 0)) return undefined;
  const key = strides.join();
  let offset = offsets.get(key);
  if (offset === undefined) offsets.set(key, offset = { strides, variable: code.local("i32") });
  return offset.variable;
}

/** Puts the byte offset of an access on the stack. */
export function pushOffset(writing: LoopWriting, access: Access): Code {
  const variable = offsetOf(writing, access);
  return variable === undefined ? writing.code.i32(0) : writing.code.get(variable);
}

/** The stride along the innermost axis. */
export const innerStride = (access: Access): number => access.strides.at(-1)!;

function writeAxis(writing: LoopWriting, axis: number): void {
  const { kernel: { shape }, code, precision } = writing;
  if (axis === shape.length - 1) return writeInner(writing);
  const lanes = laneCount(precision);
  const below = shape[axis + 1]!;
  // The innermost loop advances by whole vectors only.
  const advanced = axis + 2 === shape.length ? below - (below % lanes) : below;
  const counter = code.local("i32");
  code.i32(0).set(counter).repeat(counter, 1, shape[axis]!, () => {
    writeAxis(writing, axis + 1);
    advance(writing, (strides) => strides[axis]! - advanced * strides[axis + 1]!);
  });
}

/** Moves every shared offset by its own number of elements. */
function advance({ offsets, code, precision }: LoopWriting, elements: (strides: readonly number[]) => number): void {
  for (const { strides, variable } of offsets.values()) {
    const bytes = bytesOfNumber(precision) * elements(strides);
    if (bytes !== 0) code.increase(variable, bytes);
  }
}

function writeInner(writing: LoopWriting): void {
  const { kernel, precision } = writing;
  const lanes = laneCount(precision);
  const length = kernel.shape.at(-1)!;
  const [whole, rest] = [Math.floor(length / lanes), length % lanes];
  const foldedHere = kernel.reductions.filter(({ to }) => innerStride(to) === 0);
  for (const [input, access] of kernel.loads) if (innerStride(access) === 0) load(writing, input, access, lanes);
  const blocks = foldedHere.length > 0 && whole > 2 * BLOCK ? Math.floor(whole / BLOCK) : 0;
  if (blocks > 0) writeBlocks(writing, foldedHere, blocks);
  for (const reduction of foldedHere) startReduction(writing, reduction);
  writeVectors(writing, whole - blocks * BLOCK);
  if (rest > 0) writeBody(writing, rest);
  for (const reduction of foldedHere) {
    if (blocks > 0) keepPartial(writing, reduction);
    finishReduction(writing, reduction);
  }
}

/** Partial sums of so many vectors are added to a total: the rounding error of a long sum grows with the partial sums, not with the numbers. */
const BLOCK = 256;

function writeBlocks(writing: LoopWriting, reductions: readonly Reduction[], blocks: number): void {
  const { code } = writing;
  const counter = code.local("i32");
  for (const reduction of reductions) startTotal(writing, reduction);
  code.i32(0).set(counter).repeat(counter, 1, blocks, () => {
    for (const reduction of reductions) startReduction(writing, reduction);
    writeVectors(writing, BLOCK);
    for (const reduction of reductions) keepPartial(writing, reduction);
  });
}

/** So many whole vectors. */
function writeVectors(writing: LoopWriting, count: number): void {
  if (count === 0) return;
  const { code, precision } = writing;
  const lanes = laneCount(precision);
  const counter = code.local("i32");
  code.i32(0).set(counter).repeat(counter, 1, count, () => {
    writeBody(writing, lanes);
    advance(writing, (strides) => lanes * strides.at(-1)!);
  });
}

/** One step: `count` numbers, at most as many as a vector holds. */
function writeBody(writing: LoopWriting, count: number): void {
  const { kernel, code, lanes } = writing;
  for (const [input, access] of kernel.loads) if (innerStride(access) !== 0) load(writing, input, access, count);
  lanes.write(code, (lane) => variableOf(writing, lane));
  for (const { value, to } of kernel.stores) store(writing, value, to, count);
  for (const reduction of kernel.reductions) accumulate(writing, reduction, count);
}

function load(writing: LoopWriting, input: Node, access: Access, count: number): void {
  const { code, precision, laneOf } = writing;
  const variable = variableOf(writing, laneOf.get(input)!);
  const stride = innerStride(access);
  pushOffset(writing, access);
  if (stride === 1) return void code.vector(vectorOpcode.load, access.address).set(variable);
  code.vector(vectorOpcode[precision].splat, access.address).set(variable);
  for (let lane = 1; lane < count && stride !== 0; lane++) {
    const address = access.address + lane * stride * bytesOfNumber(precision);
    pushOffset(writing, access).get(variable).vector(vectorOpcode[precision].loadLane, address, lane).set(variable);
  }
}

/** Whole vectors, or single lanes: what lies after the end of a row belongs to others. */
function store(writing: LoopWriting, value: Node, to: Access, count: number): void {
  const { code, precision } = writing;
  if (count === laneCount(precision) && innerStride(to) === 1) {
    pushOffset(writing, to);
    pushValue(writing, value);
    code.vector(vectorOpcode.store, to.address);
    return;
  }
  for (let lane = 0; lane < count; lane++) {
    pushOffset(writing, to);
    pushValue(writing, value);
    code.vector(vectorOpcode[precision].storeLane, to.address + lane * innerStride(to) * bytesOfNumber(precision), lane);
  }
}
