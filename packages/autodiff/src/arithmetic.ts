import { elementwise } from "./apply.ts";
import { greater, where } from "./comparison.ts";
import type { ElementwiseOperation } from "./operation.ts";
import type { Operand, Tensor } from "./tensor.ts";

/** a + b */
export const addOperation: ElementwiseOperation = {
  kind: "elementwise", name: "add", closed: true,
  evaluate: (a, b) => a + b,
  vjp: (g) => [g, g],
  lower: (lanes, a, b) => lanes.add(a, b),
};
/** a − b */
export const subOperation: ElementwiseOperation = {
  kind: "elementwise", name: "sub", closed: true,
  evaluate: (a, b) => a - b,
  vjp: (g) => [g, neg(g)],
  lower: (lanes, a, b) => lanes.sub(a, b),
};
/** a · b */
export const mulOperation: ElementwiseOperation = {
  kind: "elementwise", name: "mul", closed: true,
  evaluate: (a, b) => a * b,
  vjp: (g, _y, a, b) => [mul(g, b), mul(g, a)],
  lower: (lanes, a, b) => lanes.mul(a, b),
};
/** a / b */
export const divOperation: ElementwiseOperation = {
  kind: "elementwise", name: "div",
  evaluate: (a, b) => a / b,
  vjp: (g, y, _a, b) => [div(g, b), neg(div(mul(g, y), b))],
  lower: (lanes, a, b) => lanes.div(a, b),
};
/** −a */
export const negOperation: ElementwiseOperation = {
  kind: "elementwise", name: "neg", closed: true,
  evaluate: (a) => -a,
  vjp: (g) => [neg(g)],
  lower: (lanes, a) => lanes.neg(a),
};
const maximumOperation: ElementwiseOperation = {
  kind: "elementwise", name: "maximum", closed: true,
  evaluate: Math.max,
  vjp: (g, _y, a, b) => [where(greater(b, a), 0, g), where(greater(b, a), g, 0)],
  lower: (lanes, a, b) => lanes.max(a, b),
};
const minimumOperation: ElementwiseOperation = {
  kind: "elementwise", name: "minimum", closed: true,
  evaluate: Math.min,
  vjp: (g, _y, a, b) => [where(greater(a, b), 0, g), where(greater(a, b), g, 0)],
  lower: (lanes, a, b) => lanes.min(a, b),
};
const absOperation: ElementwiseOperation = {
  kind: "elementwise", name: "abs", closed: true,
  evaluate: Math.abs,
  vjp: (g, _y, a) => [mul(g, sub(greater(a, 0), greater(0, a)))],
  lower: (lanes, a) => lanes.abs(a),
};

/** a + b. Shapes broadcast as in NumPy: aligned at the last axis, a length of 1 stretches. */
export const add = (a: Operand, b: Operand): Tensor => elementwise(addOperation, a, b);
/** a − b. Shapes broadcast. */
export const sub = (a: Operand, b: Operand): Tensor => elementwise(subOperation, a, b);
/** a · b, place by place. Shapes broadcast. In a traced program 0 · x is 0 where the 0 is written there, whatever x is. */
export const mul = (a: Operand, b: Operand): Tensor => elementwise(mulOperation, a, b);
/** a / b, never an integer, also among integers. Shapes broadcast. */
export const div = (a: Operand, b: Operand): Tensor => elementwise(divOperation, a, b);
/** −a. */
export const neg = (a: Operand): Tensor => elementwise(negOperation, a);
/** a². */
export const square = (a: Operand): Tensor => elementwise(mulOperation, a, a);
/** The larger of two, NaN if one is NaN. Where both are equal the derivative goes to a. Shapes broadcast. */
export const maximum = (a: Operand, b: Operand): Tensor => elementwise(maximumOperation, a, b);
/** The smaller of two, NaN if one is NaN. Where both are equal the derivative goes to a. Shapes broadcast. */
export const minimum = (a: Operand, b: Operand): Tensor => elementwise(minimumOperation, a, b);
/** |a|, with derivative 0 at 0. */
export const abs = (a: Operand): Tensor => elementwise(absOperation, a);
/** a, but at least `low` and at most `high`; no derivative passes outside. */
export const clamp = (a: Operand, low: Operand, high: Operand): Tensor => minimum(maximum(a, low), high);
