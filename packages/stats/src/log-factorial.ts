import { log } from "./elementary.ts";

const HALF_LOG_TWO_PI = 0.9189385332046728;

/**
 * Natural logarithm of the factorial of a whole number.
 *
 *   ln n! = n ln n − n + ½ ln(2πn) + 1/(12n) − 1/(360n³) + 1/(1260n⁵) − 1/(1680n⁷) + …
 *
 * Below 16 from the product itself, which is exact. Never overflows.
 *
 * @param n - a whole number, 0 or more
 *
 * Source: Abramowitz and Stegun (1964), eq. 6.1.41 for ln Γ(n), plus ln n.
 */
export function logFactorial(n: number): number {
  if (n < 16) return log(smallFactorial(n));
  const inverse = 1 / n;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680))));
  return (n + 0.5) * log(n) - n + HALF_LOG_TWO_PI + series;
}

function smallFactorial(n: number): number {
  let product = 1;
  for (let factor = 2; factor <= n; factor++) product *= factor;
  return product;
}
