/** Numbers of transitions in ascending order: added at the end, dropped at the front. */
export interface RowQueue {
  readonly length: number;
  /** The number at a place, 0 the oldest. */
  at(place: number): number;
  add(row: number): void;
  /** Drops what is below a number. */
  dropBelow(row: number): void;
  clear(): void;
}

/** An empty queue. Its memory grows with what it holds. */
export function rowQueue(): RowQueue {
  let [rows, start, end] = [new Float64Array(64), 0, 0];
  return {
    get length() { return end - start; },
    at: (place) => rows[start + place]!,
    add(row) {
      if (end === rows.length) makeRoom();
      rows[end++] = row;
    },
    dropBelow(row) {
      while (start < end && rows[start]! < row) start++;
    },
    clear() { start = end = 0; },
  };

  /** Moves to the front what is left; doubles the memory where that is more than half of it. */
  function makeRoom(): void {
    const held = rows.subarray(start, end);
    const larger = 2 * held.length > rows.length ? new Float64Array(2 * rows.length) : rows;
    larger.set(held);
    [rows, end, start] = [larger, end - start, 0];
  }
}
