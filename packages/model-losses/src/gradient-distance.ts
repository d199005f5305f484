import { add, div, square, sub, sum } from "@worldwise/autodiff";
import type { Tensor } from "@worldwise/protocol";

/** Σ (a − b)² over all leaves; divided by Σ a² where it is relative. */
export function gradientDistance(truth: readonly Tensor[], model: readonly Tensor[], relative: boolean): Tensor {
  const total = (terms: readonly Tensor[]): Tensor => terms.reduce((running, term) => add(running, term));
  const distance = total(truth.map((each, i) => sum(square(sub(each, model[i]!)))));
  return relative ? div(distance, total(truth.map((each) => sum(square(each))))) : distance;
}
