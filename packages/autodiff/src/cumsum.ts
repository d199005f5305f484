import { apply } from "./apply.ts";
import { cumsumKernel } from "./cumsum-kernel.ts";
import type { ArrayCall, ArrayOperation } from "./operation.ts";
import { axisOf, viewAlong } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

const cumsumOperation: ArrayOperation = {
  kind: "array", name: "cumsum", closed: true, needsDense: true,
  evaluate: runningSum,
  vjp: (g, y) => [along(g, y.attributes.axis!, y.attributes["backwards"] !== true)],
  lower: cumsumKernel,
};

/** Running sums along one axis, the last when not given: y_k = a_0 + … + a_k. */
export const cumsum = (a: Tensor, axis = -1): Tensor => along(a, axisOf("cumsum", a.shape, axis), false);

/** Running sums from the end: y_k = a_k + … + a_n; along rewards, the undiscounted returns. */
export const cumsumBackwards = (a: Tensor, axis = -1): Tensor => along(a, axisOf("cumsumBackwards", a.shape, axis), true);

const along = (a: Tensor, axis: number, backwards: boolean): Tensor => apply(cumsumOperation, [a], a.shape, { axis, backwards });

function runningSum({ inputs: [values], outShape, attributes, out }: ArrayCall): void {
  const { outer, length, inner } = viewAlong(outShape, attributes.axis!);
  const backwards = attributes["backwards"] === true;
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      let total = 0;
      for (let step = 0; step < length; step++) {
        const place = (o * length + (backwards ? length - 1 - step : step)) * inner + i;
        out[place] = total += values![place]!;
      }
    }
  }
}
