/** Names what a pixel sees: its neighborhoods of every radius from 0 up, within one picture. */
export interface Neighborhoods {
  readonly pixels: number;
  /** Radius 0, 1, …, so many of them. */
  readonly radii: number;
  /**
   * Writes two words for every radius, `[radii, 2]`: a 64-bit hash of the radius, `kind`, and the bits in view. Pixels beyond the
   * picture are a third value. Two neighborhoods of one name are not told apart; for n of them the odds are n² to 2^65.
   */
  name(picture: ArrayLike<number>, pixel: number, kind: number, outWords: Uint32Array): void;
}

/** The neighborhoods of pictures `[rows, columns]`: squares of (2 · radius + 1)² pixels, row by row inside their rings. */
export function neighborhoods(rows: number, columns: number, radius: number): Neighborhoods {
  const rings = Array.from({ length: radius + 1 }, (_, ring) => ringOffsets(ring));
  const ends = Int32Array.from(rings, (_, ring) => (2 * ring + 1) ** 2);
  const offsets = rings.flat();
  const window = offsets.length;
  const seen = new Int32Array(rows * columns * window);
  for (let pixel = 0; pixel < rows * columns; pixel++) {
    offsets.forEach(([down, right], i) => {
      const [row, column] = [Math.floor(pixel / columns) + down, pixel % columns + right];
      const inside = row >= 0 && row < rows && column >= 0 && column < columns;
      seen[pixel * window + i] = inside ? row * columns + column : -1;
    });
  }
  return {
    pixels: rows * columns, radii: radius + 1,
    name(picture, pixel, kind, outWords) {
      let [first, second, i] = [mix(0x243f6a88, kind, firstFactor), mix(0x85a308d3, kind, secondFactor), 0];
      for (let ring = 0; ring <= radius; ring++) {
        for (; i < ends[ring]!; i++) {
          const at = seen[pixel * window + i]!;
          const bit = at < 0 ? 2 : picture[at]!;
          first = mix(first, bit, firstFactor);
          second = mix(second, bit, secondFactor);
        }
        outWords[2 * ring] = mix(first, 3 + ring, firstFactor);
        outWords[2 * ring + 1] = (mix(second, 3 + ring, secondFactor) | 1) >>> 0; // never 0: that is an empty place
      }
    },
  };
}

const firstFactor = 0x9e3779b1;
const secondFactor = 0x85ebca6b;

/** One step of a multiplicative hash. */
function mix(hash: number, value: number, factor: number): number {
  const product = Math.imul((hash ^ value) + 0x7f4a7c15 | 0, factor);
  return (product ^ (product >>> 15)) >>> 0;
}

/** Where the pixels of a square's border are, from its middle. */
function ringOffsets(ring: number): readonly (readonly [down: number, right: number])[] {
  const side = Array.from({ length: 2 * ring + 1 }, (_, i) => i - ring);
  return side.flatMap((down) => side.map((right) => [down, right] as const))
    .filter(([down, right]) => Math.max(Math.abs(down), Math.abs(right)) === ring);
}
