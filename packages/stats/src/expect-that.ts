/**
 * Throws unless a condition holds, saying what was expected, what came, and what to do about it.
 *
 * @throws RangeError with the three parts on three lines.
 */
export function expectThat(condition: boolean, expected: string, got: string, todo: string): asserts condition {
  if (!condition) throw new RangeError(`expected ${expected}\n     got ${got}\n   to do ${todo}`);
}
