import type { Random } from "@worldwise/protocol";

/** x, or the nearer bound. */
export const clip = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);

/** An angle in [−π, π): ((x + π) mod 2π) − π, the remainder never negative. */
export function wrapAngle(x: number): number {
  return positiveRemainder(x + Math.PI, 2 * Math.PI) - Math.PI;
}

/** x mod m in [0, m), as NumPy's `remainder` for m above 0. Near 0 without the slow `%`: a subtraction is exact there. */
export function positiveRemainder(x: number, modulus: number): number {
  if (x >= 0 && x < 2 * modulus) return x < modulus ? x : x - modulus;
  const remainder = x % modulus;
  return remainder < 0 ? remainder + modulus : remainder;
}

/** One number from [low, high), as NumPy draws it: low + (high − low) · u. */
export const uniformBetween = (random: Random, low: number, high: number): number => low + (high - low) * random.uniform();
