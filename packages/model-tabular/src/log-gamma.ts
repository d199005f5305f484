/** B_2k / (2k (2k − 1)) for k = 1 … 7: the coefficients of Stirling's series. */
const stirling: readonly number[] = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156];

/** From here on seven terms are exact to double precision: the eighth is below 4·10⁻¹⁷ at 10. */
const largeEnough = 10;

/**
 * log Γ(x), for x \> 0.
 *
 *   log Γ(x) = (x − ½) log x − x + ½ log 2π + Σ_k B_2k / (2k (2k − 1) x^(2k−1))
 *
 * Below 10 it is carried up by Γ(x) = Γ(x + n) / (x (x + 1) … (x + n − 1)). The absolute error is about 10⁻¹⁴ there,
 * the relative error 10⁻¹⁵ above. NaN where x is not positive.
 *
 * Source: Stirling's series; Abramowitz and Stegun (1964), equation 6.1.40.
 */
export function logGamma(x: number): number {
  if (!(x > 0)) return Number.NaN;
  let product = 1;
  let y = x;
  for (; y < largeEnough; y++) product *= y;
  const square = 1 / (y * y);
  let series = 0;
  for (let k = stirling.length - 1; k >= 0; k--) series = series * square + stirling[k]!;
  return (y - 0.5) * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI) + series / y - Math.log(product);
}
