import type { Tensor as AutodiffTensor } from "@worldwise/autodiff";
import type { Tensor as ProtocolTensor } from "@worldwise/protocol";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;
type Fields<T> = { [Name in keyof T]: T[Name] };

/** Both packages declare the tensor, neither imports the other: each passes for the other, field by field. */
export const toAutodiff = (tensor: ProtocolTensor): AutodiffTensor => tensor;
export const toProtocol = (tensor: AutodiffTensor): ProtocolTensor => tensor;
export const same: Same<Fields<AutodiffTensor>, Fields<ProtocolTensor>> = true;

// @ts-expect-error a record without a trace is no tensor
export const noTensor: ProtocolTensor = { shape: [1], dtype: "float64" };
