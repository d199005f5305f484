import { graphOf, toNode } from "./apply.ts";
import type { BarrierOperation } from "./operation.ts";
import type { Tensor } from "./tensor.ts";

/**
 * A function with a derivative of your own: for implicit differentiation, for gradients that are scaled or clipped.
 *
 * @param f - of tensors; what it reaches otherwise gets no derivative through it
 * @param rule - cotangent g of the result y, y, and the arguments → a cotangent for each argument, or `undefined` for none
 * @returns f, with that derivative
 *
 * @example
 * ```ts
 * import { customVjp, grad, mul, numbers, square, tensor, type Tensor } from "@worldwise/autodiff";
 *
 * const halved = customVjp((x) => x, (g) => [mul(g, 0.5)]);
 * console.log(numbers(grad((x: Tensor) => square(halved(x)))(tensor(3)))[0]); // 3
 * ```
 */
export function customVjp(
  f: (...x: Tensor[]) => Tensor, rule: (g: Tensor, y: Tensor, ...x: Tensor[]) => readonly (Tensor | undefined)[],
): (...x: Tensor[]) => Tensor {
  // Its first input is the value; the others are what the rule differentiates with respect to.
  const operation: BarrierOperation = {
    kind: "barrier", name: "customVjp", vjp: (g, y, _value, ...x) => [undefined, ...rule(g, y, ...x)],
  };
  return (...x) => {
    const graph = graphOf(x);
    if (graph === undefined) return f(...x);
    const value = toNode(graph, f(...x));
    return graph.fresh(operation, [value, ...x.map((each) => toNode(graph, each))], value.shape);
  };
}
