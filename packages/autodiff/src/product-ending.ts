import type { Use } from "./fuse.ts";
import type { Node } from "./graph.ts";
import { viewOf } from "./layout.ts";
import { isUniform } from "./move-kernel.ts";

/** What a product does to its result before it is stored: one more pass over memory is saved for each. */
export interface ProductEnding {
  /** A row that is added to every row. */
  readonly bias: Node | undefined;
  readonly isRectified: boolean;
  /** The product, its sum with the bias, the relu of that: as far as they go. The last is stored. */
  readonly nodes: readonly Node[];
}

/** The bias and the relu that follow a product, if nobody else reads what is between. */
export function productEnding(product: Node, uses: ReadonlyMap<Node, readonly Use[]>, kept: ReadonlySet<Node>): ProductEnding {
  const nodes = [product];
  const next = (): Node | undefined => {
    const [last, readers] = [nodes.at(-1)!, uses.get(nodes.at(-1)!) ?? []];
    return readers.length === 1 && readers[0]!.isDirect && !kept.has(last) ? readers[0]!.reader : undefined;
  };
  const sum = next();
  const bias = sum?.operation.name === "add" ? sum.inputs.find((x) => viewOf(x).base !== product && isRow(x)) : undefined;
  if (sum !== undefined && bias !== undefined) nodes.push(sum);
  const last = next();
  const isRectified = last?.operation.name === "relu";
  if (isRectified) nodes.push(last);
  return { bias, isRectified, nodes };
}

/** One row of numbers in a buffer, repeated down every row. */
function isRow(x: Node): boolean {
  const { strides } = viewOf(x);
  return !isUniform(x) && (strides.at(-1) === 1 || x.shape.at(-1) === 1) && (strides.at(-2) === 0 || x.shape.at(-2) === 1);
}
