import { tensor } from "@worldwise/autodiff";
import type { Parameters, Tensor, Tensors } from "@worldwise/protocol";
import { isParameter } from "./tree.ts";

/** Parameters as tensors of plain numbers: a copy, to look at a network without a program. */
export function eager<P extends Parameters>(parameters: P): Tensors<P>;
export function eager(parameters: Parameters): Tensors<Parameters> {
  return isParameter(parameters) ? asTensor(parameters) : mapBranches(parameters);
}

const asTensor = ({ data, shape }: Extract<Parameters, { readonly data: ArrayBufferView }>): Tensor =>
  tensor(data, shape, data instanceof Int32Array ? "int32" : "float64");

const mapBranches = (branches: { readonly [name: string]: Parameters }): Tensors<Parameters> =>
  Object.fromEntries(Object.entries(branches).map(([name, branch]) => [name, eager(branch)]));
