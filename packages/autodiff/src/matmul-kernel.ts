import type { Arena } from "@worldwise/math";
import { mulOperation } from "./arithmetic.ts";
import { collapse } from "./collapse.ts";
import type { Node } from "./graph.ts";
import type { Access, CallKernel, Kernel, LoopKernel, Places } from "./kernel.ts";
import { viewOf } from "./layout.ts";
import type { Precision } from "./precision.ts";
import { bytesOfNumber } from "./precision.ts";
import type { ProductEnding } from "./product-ending.ts";
import type { Shape } from "./shape.ts";
import { sizeOf, stridesOf } from "./shape.ts";
import { sizingKernels } from "./sizing-kernels.ts";

/** A batch of matrices as the kernel of `@worldwise/math` wants them: entries from row to row, and from matrix to matrix. */
interface Matrices {
  readonly address: number;
  readonly stride: number;
  readonly step: number;
  readonly isTransposed: boolean;
}

/** Whether a product is one for the kernel: real matrices (not vectors, for which packing does not pay) whose rows or columns are dense. */
export function isKernelProduct(product: Node): boolean {
  const { rows, columns } = sizesOf(product);
  return rows > 1 && columns > 1 && product.inputs.every((x) => matricesOf(x, 0) !== undefined);
}

/** Bytes in which the kernel packs its operands. */
export function productWorkspace(product: Node, precision: Precision): number {
  if (!isKernelProduct(product)) return 0;
  const { rows, columns, inner } = sizesOf(product);
  const { matmulWorkspaceF32, matmulWorkspaceF64 } = sizingKernels();
  return (precision === "float32" ? matmulWorkspaceF32 : matmulWorkspaceF64)(rows, columns, inner);
}

/** The product and its ending, by the kernel or by a generated loop. */
export const productKernels = (product: Node, places: Places, ending: ProductEnding): readonly Kernel[] =>
  (isKernelProduct(product) ? kernelCalls(product, places, ending) : [productLoop(product, places)]);

const link = ({ kernels }: Arena, precision: Precision): ((...values: number[]) => void) =>
  (precision === "float32" ? kernels.matmulF32 : kernels.matmulF64); // called with all its values

/** One call for the batch; one for each matrix if each has a bias of its own. */
function kernelCalls(product: Node, places: Places, { bias, isRectified, nodes }: ProductEnding): CallKernel[] {
  const { batch, rows, columns, inner } = sizesOf(product);
  const [left, right] = product.inputs.map((x) => matricesOf(x, places.address(x))!) as [Matrices, Matrices]; // isKernelProduct saw to it
  const biasStep = bias === undefined ? 0 : singleStep(bias.shape.slice(0, -2), viewOf(bias).strides) ?? 0;
  const calls = biasStep === 0 ? 1 : batch;
  const flags = (left.isTransposed ? 1 : 0) | (right.isTransposed ? 2 : 0) | (isRectified ? 16 : 0);
  const bytes = bytesOfNumber(places.precision);
  const out: Matrices = { address: places.address(nodes.at(-1)!), stride: columns, step: rows * columns, isTransposed: false };
  const at = ({ address, stride, step }: Matrices, i: number): number[] => [address + i * step * bytes, stride, step];
  return Array.from({ length: calls }, (_, i): CallKernel => ({
    kind: "call", name: `${nodes.map(({ operation }) => operation.name).join(", ")} [${rows}×${inner}] [${inner}×${columns}]`, link,
    operationCount: 2 * (batch / calls) * rows * columns * inner,
    values: [batch / calls, rows, columns, inner, flags, ...at(left, i), ...at(right, i), ...at(out, i),
      bias === undefined ? 0 : places.address(bias) + i * biasStep * bytes, places.workspace],
  }));
}

interface ProductSizes { readonly batch: number; readonly rows: number; readonly columns: number; readonly inner: number }

const sizesOf = ({ shape, inputs }: Node): ProductSizes => ({
  batch: sizeOf(shape.slice(0, -2)), rows: shape.at(-2)!, columns: shape.at(-1)!, inner: inputs[0]!.shape.at(-1)!,
});

function matricesOf(x: Node, address: number): Matrices | undefined {
  const { strides } = viewOf(x);
  const [down, across] = lastTwo(strides);
  const [rows, columns] = lastTwo(x.shape);
  const step = singleStep(x.shape.slice(0, -2), strides);
  if (step === undefined) return undefined;
  if (across === 1 || columns === 1) return { address, stride: down, step, isTransposed: false };
  return down === 1 || rows === 1 ? { address, stride: across, step, isTransposed: true } : undefined;
}

/** The one distance from each matrix to the next, if there is one. */
function singleStep(lead: Shape, strides: readonly number[]): number | undefined {
  const kept = lead.flatMap((length, axis) => (length === 1 ? [] : [{ length, stride: strides[axis]! }]));
  const isRegular = kept.every(({ stride }, i) => i + 1 === kept.length || stride === kept[i + 1]!.stride * kept[i + 1]!.length);
  return isRegular ? kept.at(-1)?.stride ?? 0 : undefined;
}

/** A generated loop over rows, inner axis and columns; which of the last two is innermost depends on how the right operand lies. */
function productLoop(product: Node, places: Places): LoopKernel {
  const [a, b] = product.inputs as [Node, Node]; // matmul takes two
  const { rows, columns, inner } = sizesOf(product);
  const areColumnsInside = columns > 1 && viewOf(b).strides.at(-1) === 1;
  const arrange = (alongRows: number, alongInner: number, alongColumns: number): number[] =>
    (areColumnsInside ? [alongRows, alongInner, alongColumns] : [alongRows, alongColumns, alongInner]);
  const walk = (x: Node, last: number[]): Access => ({ address: places.address(x), strides: [...viewOf(x).strides.slice(0, -2), ...last] });
  const [[am, ak], [bk, bn]] = [lastTwo(viewOf(a).strides), lastTwo(viewOf(b).strides)];
  const [cm, cn] = lastTwo(stridesOf(product.shape));
  const graph = product["~trace"];
  const [left, right] = [graph.input([], "a"), graph.input([], "b")];
  const value = graph.fresh(mulOperation, [left, right], []);
  return collapse({
    kind: "loop", shape: [...product.shape.slice(0, -2), ...arrange(rows, inner, columns)],
    loads: new Map([[left, walk(a, arrange(am, ak, 0))], [right, walk(b, arrange(0, bk, bn))]]),
    nodes: [value], stores: [], reductions: [{ kind: "sum", value, to: walk(product, arrange(cm, 0, cn)) }],
  });
}

const lastTwo = (numbers: readonly number[]): [number, number] => [numbers.at(-2)!, numbers.at(-1)!];
