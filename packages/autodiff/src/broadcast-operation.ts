import type { ViewOperation } from "./operation.ts";
import { sumTo } from "./sum-to.ts";

/** Repeats along missing axes and axes of length 1: their stride becomes 0. */
export const broadcastOperation: ViewOperation = {
  kind: "view", name: "broadcastTo", closed: true,
  view: ({ offset, strides }, from, to) => {
    const missing = to.length - from.length;
    return { offset, strides: to.map((length, axis) => (axis >= missing && from[axis - missing] === length ? strides[axis - missing]! : 0)) };
  },
  vjp: (g, _y, x) => [sumTo(g, x.shape)],
  simplify: ({ graph, shape }, x) => (x.operation === broadcastOperation ? graph.node(broadcastOperation, x.inputs, shape) : undefined),
};
