import { add } from "./arithmetic.ts";
import { toNode } from "./apply.ts";
import type { Node } from "./graph.ts";
import { reachable } from "./graph.ts";
import { fill } from "./simplify.ts";
import { TensorError } from "./tensor-error.ts";

/**
 * Reverse mode: carries a cotangent of `output` back to each of `targets`, as a transformation of graphs.
 *
 *   ḡ(x) = Σ over readers y of x of (∂y/∂x)ᵀ ḡ(y)
 *
 * The rules are written in the operations themselves, so the answer is an ordinary expression, which can be differentiated again.
 */
export function pullback(output: Node, cotangent: Node, targets: readonly Node[]): Node[] {
  const order = reachable([output]);
  const matters = dependents(order, targets);
  const cotangents = new Map<Node, Node>([[output, cotangent]]);
  for (const node of order.reverse()) {
    const g = cotangents.get(node);
    if (g === undefined || !matters.has(node)) continue;
    contributions(node, g, matters).forEach((contribution, i) => {
      if (contribution === undefined) return;
      const input = node.inputs[i]!;
      const before = cotangents.get(input);
      cotangents.set(input, before === undefined ? contribution : add(before, contribution) as Node); // sums of nodes are nodes
    });
  }
  const graph = output["~trace"];
  return targets.map((x) => cotangents.get(x) ?? fill(graph, graph.constant(0), x.shape));
}

/** Every node that a target influences. */
function dependents(order: readonly Node[], targets: readonly Node[]): ReadonlySet<Node> {
  const found = new Set(targets);
  for (const node of order) if (node.inputs.some((input) => found.has(input))) found.add(node);
  return found;
}

function contributions(node: Node, g: Node, matters: ReadonlySet<Node>): readonly (Node | undefined)[] {
  if (node.operation.kind === "leaf") return [];
  const found = node.operation.vjp(g, node, ...node.inputs);
  return node.inputs.map((input, i) => {
    const contribution = found[i];
    return contribution === undefined || !matters.has(input) ? undefined : checked(node, input, toNode(node["~trace"], contribution));
  });
}

function checked(node: Node, input: Node, contribution: Node): Node {
  if (contribution.shape.join() === input.shape.join()) return contribution;
  throw new TensorError(node.operation.name, {
    expected: `the rule of ${node.operation.name} to give a cotangent [${input.shape.join("×")}]`,
    got: `[${contribution.shape.join("×")}]`, todo: "give each cotangent the shape of its input",
  });
}
