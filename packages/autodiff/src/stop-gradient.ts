import { apply } from "./apply.ts";
import { isNode } from "./graph.ts";
import type { BarrierOperation } from "./operation.ts";
import { noDerivative } from "./operation.ts";
import type { Tensor } from "./tensor.ts";

const stopGradientOperation: BarrierOperation = { kind: "barrier", name: "stopGradient", closed: true, vjp: noDerivative };

/** The same numbers; no derivative passes through. Where nothing is differentiated it changes nothing. */
export const stopGradient = (a: Tensor): Tensor => (isNode(a) ? apply(stopGradientOperation, [a], a.shape) : a);
