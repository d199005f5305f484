/**
 * One stream of random numbers, as this package needs it.
 *
 * A structural type: any generator with these functions will do. Whoever passes one in owns it, seeds it and saves it.
 */
export interface Random {
  /** In [0, 1). */
  uniform(): number;
  /** Mean 0, variance 1. */
  normal(): number;
  /** A whole number in 0 … count − 1, all equally likely. */
  integer(count: number): number;
}
