import { add, mul, sub } from "@worldwise/autodiff";
import { checkRange } from "./check-size.ts";
import { mapTensors } from "./tree.ts";

/**
 * A moving average of parameters, as of target networks: average + rate · (parameters − average).
 *
 * Source: Polyak, Juditsky (1992) for averages; Lillicrap et al. (2016), ICLR, for targets, where the rate is τ.
 *
 * @param average - a tree of tensors
 * @param parameters - a tree of the same structure
 * @param rate - 0 to 1: 0 keeps the average, 1 copies the parameters
 */
export function average<T>(average: T, parameters: T, rate: number): T {
  checkRange("rate", rate, 0, 1);
  return mapTensors((before, now) => add(before, mul(sub(now, before), rate)), average, parameters);
}
