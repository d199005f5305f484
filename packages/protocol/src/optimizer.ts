import type { Component, Declared } from "./plugin.ts";
import { mark } from "./plugin.ts";
import type { Parameter, Parameters, Tensor, Tensors } from "./tensor.ts";

interface OptimizerFunctions<M extends Parameters> {
  /** What it remembers of one parameter, such as moments, zeroed. */
  memory(parameter: Parameter): M;
  /** One update inside the traced training step. `count`: updates so far, from 1, a scalar. */
  update(parameter: Tensor, gradient: Tensor, memory: Tensors<M>, count: Tensor): { readonly parameter: Tensor; readonly memory: Tensors<M> };
}

/** How parameters move along a gradient. A part of a gradient-trained learner, traced into its step. */
export interface Optimizer<M extends Parameters = Parameters> extends OptimizerFunctions<M>, Component<"optimizer", never, never> {}

/** Marks and freezes an optimizer. */
export function defineOptimizer<M extends Parameters>(definition: OptimizerFunctions<M> & Declared<never, never>): Optimizer<M> {
  const { memory, update } = definition;
  return mark("optimizer", definition, { memory, update });
}
