import { concat } from "./concat.ts";
import type { Node } from "./graph.ts";
import type { ViewOperation } from "./operation.ts";
import type { Shape } from "./shape.ts";
import { sizeOf } from "./shape.ts";
import { reshape, zerosBeside } from "./shaping.ts";
import { fill, uniform } from "./simplify.ts";
import type { Tensor } from "./tensor.ts";

// Several results of one operation lie one after another in one tensor, `[size]`; each is a view of it.

const partOperation: ViewOperation = {
  kind: "view", name: "part",
  view: ({ offset }, _from, _to, { from }) => ({ offset: offset + from!, strides: [1] }),
  // Cotangents of parts are joined along the same cuts, so that their sums are free of padding.
  vjp: (g, y) => {
    const { parts, from } = y.attributes;
    let start = 0;
    return [concat((parts as readonly number[]).map((size): Tensor => { // `part` put it there
      start += size;
      return start - size === from ? g : zerosBeside(g, [size]);
    }), 0)];
  },
};

/** The part with number `place` of a tensor of parts, in its shape. */
export function part(whole: Node, shapes: readonly Shape[], place: number): Node {
  const sizes = shapes.map(sizeOf);
  const from = sizes.slice(0, place).reduce((a, b) => a + b, 0);
  return reshape(flatPart(whole, sizes, place, from), shapes[place]!) as Node; // of a node
}

function flatPart(whole: Node, parts: readonly number[], place: number, from: number): Node {
  const { operation, inputs, "~trace": graph } = whole;
  const isCutAlike = operation.name === "concat" && inputs.length === parts.length && inputs.every((x, i) => x.shape[0] === parts[i]);
  if (isCutAlike) return inputs[place]!;
  const value = uniform(whole);
  if (value !== undefined) return fill(graph, graph.constant(value), [parts[place]!]);
  return graph.node(partOperation, [whole], [parts[place]!], { from, parts });
}
