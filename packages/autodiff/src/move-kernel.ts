import { collapse } from "./collapse.ts";
import type { Node } from "./graph.ts";
import type { LoopKernel, Places } from "./kernel.ts";
import type { Layout } from "./layout.ts";
import { viewOf } from "./layout.ts";
import { bytesOfNumber } from "./precision.ts";

/** Copies the elements of a node into the buffer of another, in the arrangement `to`. */
export function moveKernel(value: Node, places: Places, into: Node, to: Layout): LoopKernel {
  const uniform = isUniform(value);
  const address = places.address(into) + to.offset * bytesOfNumber(places.precision);
  return collapse({
    kind: "loop", shape: value.shape, nodes: [], reductions: [],
    loads: new Map(uniform ? [] : [[value, { address: places.address(value), strides: viewOf(value).strides }]]),
    stores: [{ value, to: { address, strides: to.strides } }],
  });
}

/** Whether every element is one number that is known while code is generated. */
export const isUniform = (x: Node): boolean => viewOf(x).base.operation.name === "constant";

/** That number. */
export const uniformValue = (x: Node): number => viewOf(x).base.values![0]!;
