import type { Dataset } from "@worldwise/protocol";

/** Indices of consecutive transitions of one episode. */
export type Segment = Int32Array;

/** Cuts a data set into segments of at most `horizon` transitions, each transition in one of them. */
export function trajectorySegments({ size, follow }: Pick<Dataset, "size" | "follow">, horizon: number): readonly Segment[] {
  const taken = new Uint8Array(size);
  const segments: Segment[] = [];
  for (let start = 0; start < size; start++) {
    for (let index = taken[start] === 1 ? -1 : start; index >= 0;) {
      const segment: number[] = [];
      for (; index >= 0 && segment.length < horizon; index = follow(index)) {
        segment.push(index);
        taken[index] = 1;
      }
      segments.push(Int32Array.from(segment));
    }
  }
  return segments;
}

/** Every k-th segment for validation, k = 1 / share. Where that leaves one of the two empty, both are all segments. */
export function splitSegments(
  segments: readonly Segment[], share: number,
): { readonly training: readonly Segment[]; readonly validation: readonly Segment[] } {
  const every = share > 0 ? Math.max(2, Math.round(1 / share)) : Infinity;
  const validation = segments.filter((_, i) => i % every === every - 1);
  if (validation.length === 0) return { training: segments, validation: segments };
  return { training: segments.filter((_, i) => i % every !== every - 1), validation };
}
