/**
 * Quantile of an array as of one in ascending order, in time proportional to its length: nothing is sorted that need not be.
 *
 * The result is that of sorting first and interpolating, bit for bit, but that a zero may have the other sign.
 *
 * @param values - [N] without NaN; put into another order
 * @param probability - in [0, 1]
 *
 * Source: Hoare (1961), "Algorithm 65: find"; interpolation as in `quantile`.
 */
export function quantileBySelection(values: Float64Array, probability: number): number {
  const position = (values.length - 1) * probability;
  const index = Math.floor(position);
  select(values, index);
  const low = values[index]!;
  if (position === index) return low;
  const high = leastFrom(values, index + 1);
  return low === high ? low : low + (position - index) * (high - low);
}

function leastFrom(values: Float64Array, start: number): number {
  let least = values[start]!;
  for (let k = start + 1; k < values.length; k++) if (values[k]! < least) least = values[k]!;
  return least;
}

/** Puts at `index` what a sorted array has there, nothing greater before it, and nothing less behind it. */
function select(values: Float64Array, index: number): void {
  let from = 0;
  let to = values.length - 1;
  while (from < to) {
    const pivot = middleOf(values[from]!, values[(from + to) >> 1]!, values[to]!);
    let i = from;
    let j = to;
    while (i <= j) {
      while (values[i]! < pivot) i += 1;
      while (values[j]! > pivot) j -= 1;
      if (i > j) break;
      const kept = values[i]!;
      values[i] = values[j]!;
      values[j] = kept;
      i += 1;
      j -= 1;
    }
    // Between j and i there are only values equal to the pivot.
    if (index <= j) to = j;
    else if (index >= i) from = i;
    else return;
  }
}

function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
