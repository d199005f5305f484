/**
 * At most so many of a list, evenly spread: the first and the last among them.
 *
 *   index_k = round(k (n − 1) / (most − 1))
 *
 * @param most - at least 2
 */
export function thinned<T>(list: readonly T[], most: number): readonly T[] {
  if (list.length <= most) return list;
  return Array.from({ length: most }, (_, k) => list[Math.round((k * (list.length - 1)) / (most - 1))]!);
}
