/** All ways to choose D whole numbers from 0 … largest that pass a test, the last dimension fastest. `[count, D]` */
export function wholeNumberGrid(
  dimensionCount: number, largest: number, isKept: (entry: readonly number[]) => boolean = () => true,
): Int32Array {
  const kept: number[] = [];
  const entry = new Array<number>(dimensionCount).fill(0);
  for (;;) {
    if (isKept(entry)) kept.push(...entry);
    let d = dimensionCount - 1;
    while (d >= 0 && entry[d] === largest) entry[d--] = 0;
    if (d < 0) return Int32Array.from(kept);
    entry[d]!++;
  }
}
