import { apply, elementwise } from "./apply.ts";
import type { Node } from "./graph.ts";
import type { CallKernel, Places } from "./kernel.ts";
import type { ArrayCall, ArrayOperation, Attributes, ElementwiseOperation, Rule } from "./operation.ts";
import { noDerivative } from "./operation.ts";
import type { Lane, Lanes } from "./lanes.ts";
import type { Precision } from "./precision.ts";
import { bytesOfNumber } from "./precision.ts";
import type { Shape } from "./shape.ts";
import { sizeOf } from "./shape.ts";
import { TensorError } from "./tensor-error.ts";
import type { Operand, Tensor } from "./tensor.ts";

/** An operation place by place: y_i = f(a_i, b_i, …). */
export interface ElementwiseDefinition {
  readonly name: string;
  /** One number. */
  readonly evaluate: (...x: number[]) => number;
  /** Cotangent g of the result y, y, and the inputs → a cotangent for each input. None when not given. */
  readonly vjp?: Rule;
  /** The same function on lanes, for compiled programs. */
  readonly lower: (lanes: Lanes, ...x: Lane[]) => Lane;
}

/** A compiled function of an array operation, over the memory of the program. */
export interface OperationKernel {
  /**
   * Gives the function once the memory is known, for instance an export of your own module instantiated over it. It is called with
   * the addresses of the inputs and of the output, in bytes, then with the lengths of all axes of all inputs and of the output.
   */
  readonly link: (memory: WebAssembly.Memory, precision: Precision) => (...values: number[]) => void;
}

/** An operation on whole tensors. */
export interface ArrayDefinition {
  readonly name: string;
  /** The shape of the result. Throws where shapes do not fit. */
  readonly shape: (shapes: readonly Shape[], attributes: Attributes) => Shape;
  /** What it means: fills `out` from the numbers of the inputs, row by row. */
  readonly evaluate: (call: ArrayCall) => void;
  readonly vjp?: Rule;
  /** When not given, compiled programs call `evaluate` on copies. */
  readonly kernel?: OperationKernel;
}

/** An operation place by place that somebody defined; it is called like the ones here. */
export type DefinedElementwise = (...operands: Operand[]) => Tensor;
/** An operation on whole tensors that somebody defined. */
export type DefinedArray = (inputs: readonly Tensor[], attributes?: Attributes) => Tensor;

/**
 * Adds an operation: its meaning, its rule, its code, in one record. Rules are written in operations, so that derivatives can be
 * differentiated again; a definition with `lower` works place by place, one with `shape` on whole tensors.
 *
 * `checkOperation` compares the rule with differences, and the code with the meaning.
 *
 * @example
 * ```ts
 * import { defineOperation, grad, mul, neg, numbers, tensor, type Tensor } from "@worldwise/autodiff";
 *
 * const reciprocal = defineOperation({
 *   name: "reciprocal",
 *   evaluate: (a) => 1 / a,
 *   vjp: (g, y) => [neg(mul(g, mul(y, y)))],
 *   lower: (lanes, a) => lanes.div(lanes.constant(1), a),
 * });
 * console.log(numbers(grad((x: Tensor) => reciprocal(x))(tensor(2)))[0]); // -0.25
 * ```
 */
export function defineOperation(definition: ElementwiseDefinition): DefinedElementwise;
export function defineOperation(definition: ArrayDefinition): DefinedArray;
export function defineOperation(definition: ElementwiseDefinition | ArrayDefinition): DefinedElementwise | DefinedArray {
  return "lower" in definition ? definedElementwise(definition) : definedArray(definition);
}

function definedElementwise({ name, evaluate, lower, vjp = noDerivative }: ElementwiseDefinition): DefinedElementwise {
  const operation: ElementwiseOperation = Object.freeze({ kind: "elementwise", name, evaluate, vjp, lower });
  return (...operands) => elementwise(operation, ...operands);
}

function definedArray({ name, shape, evaluate, vjp = noDerivative, kernel }: ArrayDefinition): DefinedArray {
  const operation: ArrayOperation = Object.freeze({
    kind: "array", name, evaluate, vjp, needsDense: true,
    lower: (node: Node, places: Places) => [callOf(node, places, kernel ?? meaningAsKernel(evaluate, node))],
  });
  return (inputs, attributes = {}) => {
    const outShape = shape(inputs.map((x) => x.shape), attributes);
    checkShape(name, outShape);
    return apply(operation, inputs, outShape, attributes);
  };
}

function callOf(node: Node, places: Places, { link }: OperationKernel): CallKernel {
  const tensors = [...node.inputs, node];
  const lengths = tensors.flatMap((x) => x.shape);
  return { kind: "call", name: node.operation.name, link: ({ memory }, precision) => link(memory, precision), values: [...tensors.map((x) => places.address(x)), ...lengths] };
}

/** `evaluate` in the place of a kernel: on float64 copies of what lies in memory. */
function meaningAsKernel(evaluate: (call: ArrayCall) => void, { inputs, shape, attributes }: Node): OperationKernel {
  const shapes = inputs.map((x) => x.shape);
  const copies = shapes.map((each) => new Float64Array(sizeOf(each)));
  const out = new Float64Array(sizeOf(shape));
  return {
    link: (memory, precision) => {
      const numbersAt = (address: number, length: number): Float32Array | Float64Array => (bytesOfNumber(precision) === 4
        ? new Float32Array(memory.buffer, address, length) : new Float64Array(memory.buffer, address, length));
      return (...addresses) => {
        copies.forEach((copy, i) => copy.set(numbersAt(addresses[i]!, copy.length)));
        evaluate({ inputs: copies, shapes, attributes, outShape: shape, out: out.fill(0) });
        numbersAt(addresses[inputs.length]!, out.length).set(out);
      };
    },
  };
}

function checkShape(name: string, shape: Shape): void {
  if (shape.every((length) => Number.isInteger(length) && length >= 0)) return;
  throw new TensorError(name, { expected: `${name}: a shape of whole lengths`, got: `[${shape.join("×")}]`, todo: "correct its shape function" });
}
