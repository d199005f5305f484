import { mean } from "./describe.ts";
import { normalCdf, normalQuantile } from "./normal.ts";
import type { StrataStatistic } from "./sample.ts";

/**
 * How far the resampled statistics lie to one side of the estimate, in standard normal units.
 *
 *   z0 = Φ⁻¹(1/B Σ_b (1[θ*_b \< θ] + ½ 1[θ*_b = θ]))
 *
 * The share is kept within [1/(2B), 1 − 1/(2B)]: B resamples cannot tell it from 0 or 1, where z0 would be infinite.
 *
 * @param replicates - [B] θ*
 *
 * Source: Efron and Tibshirani (1993), section 14.3. Differs: ties count one half, and the share is kept from 0 and 1.
 */
export function biasCorrection(replicates: Float64Array, estimate: number): number {
  let below = 0;
  for (const replicate of replicates) {
    if (replicate < estimate) below += 1;
    else if (replicate === estimate) below += 0.5;
  }
  const half = 0.5 / replicates.length;
  return normalQuantile(Math.min(Math.max(below / replicates.length, half), 1 - half));
}

/**
 * How fast the spread of the statistic grows with its value, from leaving out one value at a time.
 *
 *   l_tj = (N_t − 1) (θ̄_t − θ_t(j)),  a = 1/6 Σ_tj l_tj³/N_t³ / (Σ_tj l_tj²/N_t²)^(3/2)
 *
 * θ_t(j) is the statistic without value j of stratum t, θ̄_t its mean over j. A stratum of one value says nothing. Zero
 * where leaving one out never changes the statistic; NaN where it makes it NaN or infinite.
 *
 * Source: Efron and Tibshirani (1993), "An introduction to the bootstrap", section 14.3; several strata: eq. 15.36.
 */
export function acceleration(strata: readonly Float64Array[], statistic: StrataStatistic): number {
  let squares = 0;
  let cubes = 0;
  for (let t = 0; t < strata.length; t++) {
    const size = strata[t]!.length;
    if (size === 1) continue;
    for (const influence of influences(strata, t, statistic)) {
      squares += (influence / size) ** 2;
      cubes += (influence / size) ** 3;
    }
  }
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}

/** [N_t] l_t of one stratum. */
function influences(strata: readonly Float64Array[], t: number, statistic: StrataStatistic): Float64Array {
  const values = strata[t]!;
  const rest = values.slice(1);
  const shortened = strata.map((stratum, index) => (index === t ? rest : stratum));
  const statistics = new Float64Array(values.length);
  for (let j = 0; j < values.length; j++) {
    // `rest` holds all values but j: moving one place on gives back j − 1 and takes j.
    if (j > 0) rest[j - 1] = values[j - 1]!;
    statistics[j] = statistic(shortened);
  }
  const center = mean(statistics);
  return statistics.map((leftOut) => (values.length - 1) * (center - leftOut));
}

/**
 * The probability at which the corrected interval reads its end.
 *
 *   Φ(z0 + (z0 + z) / (1 − a (z0 + z))),  z = Φ⁻¹(probability)
 *
 * Where the denominator is not positive the end lies beyond all resamples, and 0 or 1 is returned.
 *
 * Source: Efron (1987), "Better bootstrap confidence intervals"; Efron and Tibshirani (1993), section 14.3.
 */
export function correctedProbability(probability: number, bias: number, skew: number): number {
  const shifted = bias + normalQuantile(probability);
  const denominator = 1 - skew * shifted;
  if (denominator <= 0) return shifted > 0 ? 1 : 0;
  return normalCdf(bias + shifted / denominator);
}
