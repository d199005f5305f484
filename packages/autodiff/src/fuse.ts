import type { Node } from "./graph.ts";
import { reachable } from "./graph.ts";
import { isView, isWhole, squeeze, viewOf } from "./layout.ts";
import { isKernelProduct } from "./matmul-kernel.ts";
import { matmulOperation } from "./matmul.ts";
import { isUniform } from "./move-kernel.ts";
import type { ProductEnding } from "./product-ending.ts";
import { productEnding } from "./product-ending.ts";
import type { Shape } from "./shape.ts";
import { sameShape } from "./shape.ts";

/** Nodes that are computed in one loop over `shape`. */
export interface LoopUnit {
  readonly kind: "loop";
  readonly shape: Shape;
  readonly nodes: Node[];
  /** What its nodes read, theirs among it. */
  readonly operands: Set<Node>;
}

/** A node that has kernels of its own. */
export interface ArrayUnit {
  readonly kind: "array";
  /** Of a product also what its kernel does at the end. The last one is stored. */
  readonly nodes: readonly Node[];
  readonly ending: ProductEnding | undefined;
}

/** Nodes that are computed together. */
export type Unit = LoopUnit | ArrayUnit;

/** A node that reads a value. */
export interface Use {
  readonly reader: Node;
  /** It takes element i of the value to make its own element i. */
  readonly isDirect: boolean;
}

/** Which node is computed where, and who reads it. */
export interface Fused {
  readonly unitOf: ReadonlyMap<Node, Unit>;
  readonly uses: ReadonlyMap<Node, readonly Use[]>;
}

interface Fusing extends Fused {
  readonly unitOf: Map<Node, Unit>;
}

/**
 * Joins elementwise nodes to the loop of a node that reads them, from the outputs to the inputs.
 *
 * A node joins a loop if no other reader of it must run before that loop; a value that two loops need is computed in the earlier
 * one and stored, because to compute an exponential costs more than to read it. Loops over the same elements that read a common
 * value and do not wait for each other become one.
 *
 * @param joins - false: every node has its own loop, for comparison
 */
export function fuse(outputs: readonly Node[], joins: boolean): Fused {
  const nodes = reachable(outputs).filter((x) => !isView(x) && x.operation.kind !== "leaf");
  const fusing: Fusing = { unitOf: new Map(), uses: usesOf(nodes) };
  const kept = new Set(outputs.map((x) => viewOf(x).base));
  for (const node of nodes) if (node.operation.kind === "array") placeAlone(node, fusing, joins, kept);
  for (const node of [...nodes].reverse()) if (!fusing.unitOf.has(node)) placeInLoop(node, fusing, joins);
  return fusing;
}

/** The shape that a node's loop runs over. */
const loopShape = (x: Node): Shape => squeeze(x.operation.kind === "reduction" ? x.inputs[0]!.shape : x.shape);

function usesOf(nodes: readonly Node[]): Map<Node, Use[]> {
  const uses = new Map<Node, Use[]>();
  for (const reader of nodes) {
    for (const input of reader.inputs) {
      const { base } = viewOf(input);
      const isDirect = reader.operation.kind !== "array" && isWhole(input) && sameShape(loopShape(reader), squeeze(base.shape));
      const known = uses.get(base);
      if (known === undefined) uses.set(base, [{ reader, isDirect }]);
      else known.push({ reader, isDirect });
    }
  }
  return uses;
}

/** A unit of its own; a product takes the bias and the relu that follow it along. */
function placeAlone(node: Node, { unitOf, uses }: Fusing, joins: boolean, kept: ReadonlySet<Node>): void {
  const ending = joins && node.operation === matmulOperation && isKernelProduct(node) ? productEnding(node, uses, kept) : undefined;
  const unit: ArrayUnit = { kind: "array", nodes: ending?.nodes ?? [node], ending };
  for (const each of unit.nodes) unitOf.set(each, unit);
}

function placeInLoop(node: Node, fusing: Fusing, joins: boolean): void {
  const { unitOf, uses } = fusing;
  const shape = loopShape(node);
  const readers = joins && node.operation.kind === "elementwise" ? uses.get(node) ?? [] : [];
  const readingUnits = [...new Set(readers.map(({ reader }) => unitOf.get(reader)!))];
  const fits = (unit: Unit): unit is LoopUnit => unit.kind === "loop" && sameShape(unit.shape, shape)
    && readers.every(({ reader, isDirect }) => isDirect || unitOf.get(reader) !== unit);
  const isFirst = (unit: Unit): boolean => readingUnits.every((other) => other === unit || !reaches(other, unit, fusing));
  const own: LoopUnit = { kind: "loop", shape, nodes: [node], operands: new Set(node.inputs) };
  const home = readingUnits.filter(fits).filter(isFirst).reduce((joined, unit) => merge(joined, unit, unitOf), own);
  unitOf.set(node, home);
}

/** A loop that reads or computes more would leave the registers and, far beyond, the limits of a function. */
const MOST_LOADS = 32;
const MOST_NODES = 256;

/** One loop of two, unless it would be too large: then the first stays as it is. */
function merge(a: LoopUnit, b: LoopUnit, unitOf: Map<Node, Unit>): LoopUnit {
  if (a.nodes.length + b.nodes.length > MOST_NODES || loadCount(a, b) > MOST_LOADS) return a;
  const [into, from] = a.nodes.length > b.nodes.length ? [a, b] : [b, a];
  for (const moved of from.nodes) {
    unitOf.set(moved, into);
    into.nodes.push(moved);
  }
  for (const operand of from.operands) into.operands.add(operand);
  return into;
}

/** Different arrays that the loop of both would read. */
function loadCount(a: LoopUnit, b: LoopUnit): number {
  const operands = [...a.operands, ...b.operands];
  if (operands.length <= MOST_LOADS) return operands.length;
  const made = new Set([...a.nodes, ...b.nodes]);
  return new Set(operands.filter((x) => !made.has(viewOf(x).base) && !isUniform(x))).size;
}

/** Whether a unit must run before another. Readers come after what they read, so units that begin after `to` ended are not followed. */
function reaches(from: Unit, to: Unit, { unitOf, uses }: Fused): boolean {
  const last = Math.max(...to.nodes.map(({ id }) => id));
  const seen = new Set<Unit>([from]);
  const waiting: Unit[] = [from];
  for (let unit = waiting.pop(); unit !== undefined; unit = waiting.pop()) {
    for (const node of unit.nodes) {
      if (node.id > last) continue;
      for (const { reader } of uses.get(node) ?? []) {
        const next = unitOf.get(reader)!;
        if (next === to) return true;
        if (seen.has(next)) continue;
        seen.add(next);
        waiting.push(next);
      }
    }
  }
  return false;
}
