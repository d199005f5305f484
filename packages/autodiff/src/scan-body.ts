import type { Node } from "./graph.ts";
import { reachable } from "./graph.ts";
import type { Shape } from "./shape.ts";

/** One step of a scan, in nodes of the graph that the scan itself belongs to. */
export interface ScanBody {
  /** Leaves: what the step before handed on. */
  readonly carries: readonly Node[];
  /** Leaves: this step's row of each sequence. */
  readonly rows: readonly Node[];
  /** What is handed on, one for each carry. */
  readonly next: readonly Node[];
  /** Told by every step. */
  readonly stacked: readonly Node[];
  /** Told by every step, and added up. */
  readonly summed: readonly Node[];
}

/** What belongs to a step, and what it reads from outside. */
export interface Inside {
  /** Computed anew in each step, inputs first; the leaves among them. */
  readonly nodes: readonly Node[];
  /** The same in every step, computed once before. */
  readonly captured: readonly Node[];
}

/** A step that is repeated, with all that it reads. */
export interface Scan {
  readonly body: ScanBody;
  readonly inside: Inside;
  readonly length: number;
  /** From the last row to the first. */
  readonly isReversed: boolean;
}

/**
 * The shapes of a scan's results, which lie one after another in one tensor: all values of each carry, with the first and the last,
 * for the reverse pass, `[length + 1, …]`; what was stacked; sums.
 */
export const resultShapes = ({ body, length }: Scan): Shape[] => [
  ...body.carries.map(({ shape }) => [length + 1, ...shape]),
  ...body.stacked.map(({ shape }) => [length, ...shape]),
  ...body.summed.map(({ shape }) => shape),
];

/** What a step tells, in order. */
export const outputsOf = ({ next, stacked, summed }: ScanBody): readonly Node[] => [...next, ...stacked, ...summed];

/** Parts the nodes that a step reaches: what depends on its leaves is inside, and so are views and constants, which cost nothing. */
export function insideOf(body: ScanBody): Inside {
  const outputs = outputsOf(body);
  const depends = dependents(outputs, [...body.carries, ...body.rows]);
  const isInside = (x: Node): boolean => depends.has(x) || x.operation.kind === "view" || x.operation.name === "constant";
  const reached = reachable(outputs, (x) => !isInside(x));
  return { nodes: reached.filter(isInside), captured: reached.filter((x) => !isInside(x)) };
}

/** Nodes that depend on a leaf. None is older than the oldest leaf. */
function dependents(outputs: readonly Node[], leaves: readonly Node[]): ReadonlySet<Node> {
  const found = new Set(leaves);
  const oldest = leaves.reduce((least, { id }) => Math.min(least, id), Infinity);
  for (const node of reachable(outputs, ({ id }) => id < oldest)) {
    if (node.inputs.some((input) => found.has(input))) found.add(node);
  }
  return found;
}
