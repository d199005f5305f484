import { sum } from "@worldwise/autodiff";
import type { Tensor } from "@worldwise/protocol";

/** A distribution over rows, one for each of B rows. Everything can be differentiated. */
export interface Distribution {
  /** log p(x), in nats; x in the shape of one sample. `[B]` */
  logProbability(x: Tensor): Tensor;
}

/** A distribution whose entropy and divergence have a closed form. */
export interface ClosedForm<Other> {
  /** −E log p, in nats, `[B]`. */
  entropy(): Tensor;
  /** KL(this ‖ other) = E_this[log this − log other] ≥ 0, in nats, `[B]`. */
  kl(other: Other): Tensor;
}

/** Σ over the last axis: of independent numbers, the logarithm of their joint probability. */
export const overLast = (x: Tensor): Tensor => sum(x, -1);

/** log 2π */
export const LOG_TWO_PI: number = Math.log(2 * Math.PI);
