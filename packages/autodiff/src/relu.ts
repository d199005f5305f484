import { elementwise } from "./apply.ts";
import { greater, where } from "./comparison.ts";
import type { ElementwiseOperation } from "./operation.ts";
import type { Operand, Tensor } from "./tensor.ts";

/** An operation of its own, because its rule reads the result: what goes in need not be kept. */
export const reluOperation: ElementwiseOperation = {
  kind: "elementwise", name: "relu", closed: true,
  evaluate: (a) => (a < 0 ? 0 : a),
  vjp: (g, y) => [where(greater(y, 0), g, 0)],
  lower: (lanes, a) => lanes.pmax(a, lanes.constant(0)),
};

/** max(a, 0), with derivative 0 at 0; NaN stays NaN. */
export const relu = (a: Operand): Tensor => elementwise(reluOperation, a);
