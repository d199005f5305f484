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
  const graph = output["~trace"];
  const found = pullbackThrough(reachable([output]), [[output, cotangent]], targets);
  return targets.map((x, i) => found[i] ?? fill(graph, graph.constant(0), x.shape));
}

/** The same from several outputs through some nodes alone, inputs first; `undefined` where no derivative arrives. */
export function pullbackThrough(
  order: readonly Node[], seeds: readonly (readonly [output: Node, cotangent: Node])[], targets: readonly Node[],
): (Node | undefined)[] {
  const matters = dependents(order, targets);
  const cotangents = new Map<Node, Node>();
  const addTo = (x: Node, contribution: Node): void => {
    const before = cotangents.get(x);
    cotangents.set(x, before === undefined ? contribution : add(before, contribution) as Node); // sums of nodes are nodes
  };
  for (const [output, cotangent] of seeds) addTo(output, cotangent);
  for (const node of [...order].reverse()) {
    const g = cotangents.get(node);
    if (g === undefined || !matters.has(node)) continue;
    contributions(node, g, matters).forEach((contribution, i) => {
      if (contribution !== undefined) addTo(node.inputs[i]!, contribution);
    });
  }
  return targets.map((x) => cotangents.get(x));
}

/** Every node that a target influences. */
function dependents(order: readonly Node[], targets: readonly Node[]): ReadonlySet<Node> {
  const found = new Set(targets);
  for (const node of order) if (node.inputs.some((input) => found.has(input))) found.add(node);
  return found;
}

function contributions(node: Node, g: Node, matters: ReadonlySet<Node>): readonly (Node | undefined)[] {
  const { operation } = node;
  if (operation.kind === "leaf") return [];
  const found = operation.kind === "array" && operation.pullback !== undefined
    ? operation.pullback(g, node, node.inputs.map((input) => matters.has(input))) : operation.vjp(g, node, ...node.inputs);
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
