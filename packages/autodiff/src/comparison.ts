import { elementwise } from "./apply.ts";
import type { ElementwiseOperation } from "./operation.ts";
import { noDerivative } from "./operation.ts";
import type { Operand, Tensor } from "./tensor.ts";

const greaterOperation: ElementwiseOperation = {
  kind: "elementwise", name: "greater", closed: true,
  evaluate: (a, b) => (a > b ? 1 : 0),
  vjp: noDerivative,
  lower: (lanes, a, b) => lanes.and(lanes.greater(a, b), lanes.constant(1)),
};
const equalOperation: ElementwiseOperation = {
  kind: "elementwise", name: "equal", closed: true,
  evaluate: (a, b) => (a === b ? 1 : 0),
  vjp: noDerivative,
  lower: (lanes, a, b) => lanes.and(lanes.equal(a, b), lanes.constant(1)),
};
/** condition ≠ 0 ? a : b */
export const whereOperation: ElementwiseOperation = {
  kind: "elementwise", name: "where", closed: true,
  evaluate: (condition, a, b) => (condition !== 0 ? a : b),
  vjp: (g, _y, condition) => [undefined, where(condition, g, 0), where(condition, 0, g)],
  lower: (lanes, condition, a, b) => lanes.choose(lanes.nonZero(condition), a, b),
};

/** 1 where a is greater than b, else 0. No derivative passes. Shapes broadcast. */
export const greater = (a: Operand, b: Operand): Tensor => elementwise(greaterOperation, a, b);
/** 1 where a equals b, else 0. No derivative passes. Shapes broadcast. */
export const equal = (a: Operand, b: Operand): Tensor => elementwise(equalOperation, a, b);
/** a where the condition is not 0, b elsewhere. What is not chosen has no influence, not even as NaN. Shapes broadcast. */
export const where = (condition: Operand, a: Operand, b: Operand): Tensor => elementwise(whereOperation, condition, a, b);
