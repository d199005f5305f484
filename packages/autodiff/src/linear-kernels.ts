import type { Arena } from "@worldwise/math";
import type { Node } from "./graph.ts";
import type { CallKernel, Places } from "./kernel.ts";
import type { Precision } from "./precision.ts";
import { sizeOf } from "./shape.ts";
import { sizingKernels } from "./sizing-kernels.ts";
import { align } from "./storage.ts";
import { optionsOf } from "./triangle.ts";

// The kernels of @worldwise/math work in float64, in place. Each matrix is copied to where it is to be overwritten: to the result
// itself in float64, to the workspace in float32, which thus computes in float64 and rounds at the end.

/** Memory as numbers of both widths. */
interface Views { readonly narrow: Float32Array; readonly wide: Float64Array }

const viewsOf = ({ memory: { buffer } }: Arena): Views => ({ narrow: new Float32Array(buffer), wide: new Float64Array(buffer) });

/** Copies numbers of the program's precision to float64. Addresses are in bytes. */
function widen({ narrow, wide }: Views, precision: Precision, from: number, to: number, count: number): void {
  if (precision === "float64") wide.copyWithin(to >> 3, from >> 3, (from >> 3) + count);
  else for (let i = 0; i < count; i++) wide[(to >> 3) + i] = narrow[(from >> 2) + i]!;
}

/** Rounds results to where they belong, or writes NaN there. */
function deliver({ narrow, wide }: Views, precision: Precision, from: number, to: number, count: number, isSolved: boolean): void {
  const [out, first] = precision === "float64" ? [wide, to >> 3] : [narrow, to >> 2];
  if (!isSolved) out.fill(NaN, first, first + count);
  else if (out === narrow) for (let i = 0; i < count; i++) narrow[first + i] = wide[(from >> 3) + i]!;
}

/** L of each matrix of a batch. */
export function choleskyKernel(node: Node, places: Places): CallKernel[] {
  const size = node.shape.at(-1)!;
  const batch = sizeOf(node.shape.slice(0, -2));
  return [{
    kind: "call", name: `cholesky [${size}×${size}]`, link: linkCholesky, operationCount: batch * Math.round(size ** 3 / 3),
    values: [batch, size, places.address(node.inputs[0]!), places.address(node), places.workspace],
  }];
}

/** Bytes for the kernel's own use, and in float32 for one matrix before them. */
export const choleskyWorkspace = (node: Node, precision: Precision): number =>
  matrixBytes(node, precision) + sizingKernels().choleskyWorkspace(node.shape.at(-1)!);

const matrixBytes = ({ shape }: Node, precision: Precision): number =>
  (precision === "float64" ? 0 : align(8 * shape.at(-2)! * shape.at(-1)!));

function linkCholesky(arena: Arena, precision: Precision): (...values: number[]) => void {
  const views = viewsOf(arena);
  const { choleskyFactor } = arena.kernels;
  const bytes = precision === "float64" ? 8 : 4;
  return (batch, size, from, to, workspace) => {
    const count = size * size;
    const scratch = workspace + (bytes === 8 ? 0 : align(8 * count));
    for (let e = 0; e < batch; e++) {
      const [source, target] = [from + e * count * bytes, to + e * count * bytes];
      const place = bytes === 8 ? target : workspace;
      widen(views, precision, source, place, count);
      deliver(views, precision, place, target, count, choleskyFactor(size, place, scratch) === 0);
    }
  };
}

const [UPPER, TRANSPOSED] = [1, 2]; // flags of the kernel

/** X of each system of a batch. */
export function solveKernel(node: Node, places: Places): CallKernel[] {
  const [matrix, right] = node.inputs as [Node, Node]; // triangularSolve takes two
  const [size, columns] = [node.shape.at(-2)!, node.shape.at(-1)!];
  const { triangle, transposed } = optionsOf(node.attributes);
  const flags = (triangle === "upper" ? UPPER : 0) | (transposed ? TRANSPOSED : 0);
  const batch = sizeOf(node.shape.slice(0, -2));
  return [{
    kind: "call", name: `triangularSolve [${size}×${size}] [${size}×${columns}]`, link: linkSolve, operationCount: batch * size * size * columns,
    values: [batch, size, columns, flags, places.address(matrix), places.address(right), places.address(node), places.workspace],
  }];
}

/** In float32 bytes for the right-hand sides and the matrix. */
export const solveWorkspace = (node: Node, precision: Precision): number =>
  matrixBytes(node, precision) + matrixBytes(node.inputs[0]!, precision);

function linkSolve(arena: Arena, precision: Precision): (...values: number[]) => void {
  const views = viewsOf(arena);
  const { triangularSolve } = arena.kernels;
  const isWide = precision === "float64";
  const bytes = isWide ? 8 : 4;
  return (batch, size, columns, flags, matrices, rights, to, workspace) => {
    const [square, count] = [size * size, size * columns];
    for (let e = 0; e < batch; e++) {
      const [source, target] = [matrices + e * square * bytes, to + e * count * bytes];
      const [matrix, place] = isWide ? [source, target] : [workspace + align(8 * count), workspace];
      if (!isWide) widen(views, precision, source, matrix, square);
      widen(views, precision, rights + e * count * bytes, place, count);
      deliver(views, precision, place, target, count, triangularSolve(size, columns, flags, matrix, place) === 0);
    }
  };
}
