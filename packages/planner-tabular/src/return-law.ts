/** Returns with their probabilities: ascending, each once. */
export interface ReturnLaw {
  readonly returns: readonly number[];
  /** They sum to 1, up to rounding. */
  readonly probabilities: readonly number[];
}

/** Atoms of a law while it is put together: return, probability. */
export type Atom = readonly [value: number, probability: number];

/** What is nearer than this, in units of the largest return above 1, is the same return. */
const sameReturn = 1e-12;

/**
 * The law of some atoms, in ascending order, equal returns put together. Of more than `most` returns, neighbors are put together
 * at their mean until each group has at least 1/most of the probability: the mean is kept, and spread is lost inside groups alone.
 */
export function lawOf(atoms: readonly Atom[], most: number): ReturnLaw {
  const sorted = atoms.filter(([, probability]) => probability > 0).sort(([a], [b]) => a - b);
  const width = sameReturn * Math.max(1, Math.abs(sorted[0]?.[0] ?? 0), Math.abs(sorted.at(-1)?.[0] ?? 0));
  const exact = grouped(sorted, (value, _, { last }) => value - last <= width);
  return exact.returns.length <= most ? exact : grouped(
    exact.returns.map((value, k): Atom => [value, exact.probabilities[k]!]), (_value, _probability, { mass }) => mass < 1 / most,
  );
}

interface Group {
  mass: number;
  mean: number;
  last: number;
}

/** Puts an atom with the group before it where `joins` says so. */
function grouped(sorted: readonly Atom[], joins: (value: number, probability: number, group: Group) => boolean): ReturnLaw {
  const groups: Group[] = [];
  for (const [value, probability] of sorted) {
    const group = groups.at(-1);
    if (!group || !joins(value, probability, group)) {
      groups.push({ mass: probability, mean: value, last: value });
      continue;
    }
    group.mass += probability;
    group.mean += (value - group.mean) * probability / group.mass;
    group.last = value;
  }
  return { returns: groups.map(({ mean }) => mean), probabilities: groups.map(({ mass }) => mass) };
}

/** E[f(G)] */
export const averageOf = ({ returns, probabilities }: ReturnLaw, f: (value: number) => number): number =>
  returns.reduce((total, value, k) => total + probabilities[k]! * f(value), 0);
