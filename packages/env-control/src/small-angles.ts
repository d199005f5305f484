/** Below this, in rad, the series below are as good as they need to be: what they leave out is under 10⁻¹⁸ of them. */
const smallAngle = 0.3;

/** sin x: its Taylor series to x¹³ near 0, where it is within one unit in the last place, quicker than a call, and the same on every engine; 0 for −0. */
export function sineOf(x: number): number {
  if (!(x < smallAngle && x > -smallAngle)) return Math.sin(x);
  const z = x * x;
  return x + x * z * (-1 / 6 + z * (1 / 120 + z * (-1 / 5040 + z * (1 / 362880 + z * (-1 / 39916800 + z * (1 / 6227020800))))));
}

/** cos x: its Taylor series to x¹² near 0; see {@link sineOf}. */
export function cosineOf(x: number): number {
  if (!(x < smallAngle && x > -smallAngle)) return Math.cos(x);
  const z = x * x;
  return 1 - 0.5 * z + z * z * (1 / 24 + z * (-1 / 720 + z * (1 / 40320 + z * (-1 / 3628800 + z * (1 / 479001600)))));
}
