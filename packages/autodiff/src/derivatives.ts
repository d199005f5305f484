import { ambientGraph, whileTracing } from "./ambient.ts";
import { graphOf, toNode } from "./apply.ts";
import { add, mul } from "./arithmetic.ts";
import { pullback } from "./gradient.ts";
import type { Graph, Node } from "./graph.ts";
import { newGraph } from "./graph.ts";
import type { BarrierOperation } from "./operation.ts";
import { sum } from "./reductions.ts";
import { sameShape, shapeError } from "./shape.ts";
import { fill, simplify } from "./simplify.ts";
import { TensorError } from "./tensor-error.ts";
import type { Tensor } from "./tensor.ts";
import { isTensor, make } from "./tensor.ts";
import type { TreeOf } from "./tree.ts";
import { leavesOf, mapTree, refill } from "./tree.ts";

/** What is differentiated is given another name first: what a function reaches otherwise is a constant to it, as in mathematics. */
const aliasOperation: BarrierOperation = { kind: "barrier", name: "alias", closed: true, vjp: (g) => [g] };
const alias = (x: Node): Node => x["~trace"].fresh(aliasOperation, [x], x.shape);

/**
 * The function that gives the gradient of a scalar function with respect to its first argument, in the structure of that argument.
 *
 * Works on tensors of a traced program (the derivative becomes part of it) and on plain numbers (it is computed at once, in float64).
 *
 * @param f - of a tree of tensors, and more that is not differentiated; gives a scalar
 *
 * @example
 * ```ts
 * import { grad, numbers, square, sum, tensor, type Tensor } from "@worldwise/autodiff";
 *
 * const slope = grad((x: Tensor) => sum(square(x)));
 * console.log([...numbers(slope(tensor([1, 2, 3])))]); // [ 2, 4, 6 ]
 * ```
 */
export function grad<T, R extends readonly unknown[]>(f: (x: T, ...rest: R) => Tensor): (x: T, ...rest: R) => T {
  const both = valueAndGrad(f);
  return (x, ...rest) => both(x, ...rest)[1];
}

/** Like `grad`, and gives the value too: `[value, gradient]`. */
export function valueAndGrad<T, R extends readonly unknown[]>(f: (x: T, ...rest: R) => Tensor): (x: T, ...rest: R) => [Tensor, T] {
  return (x, ...rest) => {
    const { value, pullback: back } = vjp((own: T) => f(own, ...rest), x);
    if (value.shape.length !== 0) throw notScalar(value);
    const [gradient] = back(make(Float64Array.of(1), [], "float64"));
    return [value, gradient];
  };
}

/**
 * The gradient of each row's value with respect to that row: for f from `[B, S]` to `[B]`, ∂f_b/∂x_b for every b, `[B, S]`.
 *
 * It is the gradient of Σ_b f_b, which is the same as long as no row of f reads another row of x.
 */
export const gradient = <T>(f: (x: T) => Tensor): ((x: T) => T) => grad((x: T) => sum(f(x)));

/** What `vjp` gives. */
export interface Pullback<X extends readonly unknown[]> {
  readonly value: Tensor;
  /** gᵀ ∂f/∂x for a cotangent g in the shape of the value; one answer for each argument. */
  readonly pullback: (cotangent: Tensor) => X;
}

/** f(…x), and the linear map that carries a cotangent of it back to the arguments. */
export function vjp<X extends readonly unknown[]>(f: (...x: X) => Tensor, ...x: X): Pullback<X> {
  const scope = scopeOf(x);
  const { graph } = scope;
  return whileTracing(graph, () => {
    const own = mapTensors(x, (leaf) => alias(toNode(graph, leaf)));
    const value = toNode(graph, f(...own));
    return {
      value: scope.leave(value),
      pullback: (cotangent) => whileTracing(graph, () => {
        if (!sameShape(cotangent.shape, value.shape)) throw shapeError("pullback", "a cotangent in the shape of the value", cotangent, value);
        const found = pullback(value, toNode(graph, cotangent), tensorsIn(own) as Node[]); // aliases are nodes
        return refill(x as TreeOf<Tensor>, isTensor, found.map(scope.leave)) as X; // the same structure with cotangents
      }),
    };
  });
}

/**
 * f(x) and its derivative along a direction v in the structure of x: ∂f/∂x · v.
 *
 * The map g ↦ gᵀ ∂f/∂x is linear in g, and its own transpose is the answer: no rules of a second kind are needed.
 */
export function jvp<T>(f: (x: T) => Tensor, x: T, v: T): { readonly value: Tensor; readonly tangent: Tensor } {
  const scope = scopeOf([x, v]);
  const { graph } = scope;
  return whileTracing(graph, () => {
    const own = mapTensors(x, (leaf) => alias(toNode(graph, leaf)));
    const value = toNode(graph, f(own));
    const any = alias(fill(graph, graph.constant(0), value.shape));
    const slopes = pullback(value, any, tensorsIn(own) as Node[]); // aliases are nodes
    const along = innerProduct(slopes, tensorsIn(v));
    const [tangent] = pullback(toNode(graph, along), graph.constant(1), [any]);
    return { value: scope.leave(value), tangent: scope.leave(tangent!) };
  });
}

/** The Hessian of a scalar function at x times a vector v, in the structure of x: the gradient of ⟨∇f, v⟩. */
export const hvp = <T>(f: (x: T) => Tensor, x: T, v: T): T =>
  grad((y: T, direction: T) => innerProduct(tensorsIn(grad(f)(y)), tensorsIn(direction)))(x, v);

const innerProduct = (a: readonly Tensor[], b: readonly Tensor[]): Tensor =>
  a.map((each, i) => sum(mul(each, b[i]!))).reduce((total, each) => add(total, each));

/** Where derivatives are traced, and how results leave. */
interface Scope {
  readonly graph: Graph;
  readonly leave: (x: Node) => Tensor;
}

/** The program that is being traced; for plain numbers outside any, a graph that computes while it is traced. */
function scopeOf(arguments_: readonly unknown[]): Scope {
  const graph = graphOf(tensorsIn(arguments_)) ?? ambientGraph();
  if (graph !== undefined) return { graph, leave: (x) => x };
  return {
    graph: newGraph({ precision: "float64", simplify, computes: true }),
    leave: ({ values, shape, dtype }) => make(values!, shape, dtype),
  };
}

const tensorsIn = (tree: unknown): Tensor[] => leavesOf(tree as TreeOf<Tensor>, isTensor); // callers pass trees of tensors

const mapTensors = <T>(tree: T, f: (leaf: Tensor) => Tensor): T =>
  mapTree(tree as TreeOf<Tensor>, isTensor, f) as T; // the same structure with other tensors

const notScalar = (value: Tensor): TensorError => new TensorError("grad", {
  expected: "grad: a function that gives a scalar", got: `[${value.shape.join("×")}]`, todo: "take its sum or mean, or use vjp",
});

