import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { guarded } from "../test/guarded.ts";
import { convolution2d, createArena, type FloatArray, philox, seedKey } from "./index.ts";

const arena = createArena({ bytes: 4 << 20 });
const random = philox.streams(seedKey(41), 1).lane(0);

interface Sizes {
  readonly batchCount: number;
  readonly height: number;
  readonly width: number;
  readonly channelCount: number;
  readonly filterCount: number;
  readonly windowHeight: number;
  readonly windowWidth: number;
  readonly stride: number;
  readonly padding: "same" | "valid";
}

/** Every product of an input, a weight and the output they belong to: at (input, weight, output). */
function eachTerm(sizes: Sizes, outHeight: number, outWidth: number, visit: (x: number, w: number, y: number) => void): void {
  const { batchCount, height, width, channelCount, filterCount, windowHeight, windowWidth, stride, padding } = sizes;
  const outside = (size: number, window: number, count: number): number =>
    padding === "valid" ? 0 : Math.floor(Math.max((count - 1) * stride + window - size, 0) / 2);
  const above = outside(height, windowHeight, outHeight), before = outside(width, windowWidth, outWidth);
  for (let b = 0; b < batchCount; b++) for (let i = 0; i < outHeight; i++) for (let j = 0; j < outWidth; j++) {
    for (let p = 0; p < windowHeight; p++) for (let q = 0; q < windowWidth; q++) {
      const row = i * stride + p - above, column = j * stride + q - before;
      if (row < 0 || row >= height || column < 0 || column >= width) continue;
      for (let c = 0; c < channelCount; c++) for (let f = 0; f < filterCount; f++) {
        visit(
          ((b * height + row) * width + column) * channelCount + c, ((p * windowWidth + q) * channelCount + c) * filterCount + f,
          ((b * outHeight + i) * outWidth + j) * filterCount + f,
        );
      }
    }
  }
}

const size = fc.integer({ min: 1, max: 6 }), window = fc.integer({ min: 1, max: 4 }), few = fc.integer({ min: 1, max: 3 });
const anySizes = fc.record({
  batchCount: fc.integer({ min: 0, max: 3 }), height: size, width: size, channelCount: few, filterCount: few, windowHeight: window,
  windowWidth: window, stride: few, padding: fc.constantFrom("same" as const, "valid" as const),
}).filter(({ padding, height, width, windowHeight, windowWidth }) =>
  padding === "same" || (windowHeight <= height && windowWidth <= width));

function check(dtype: "float32" | "float64", sizes: Sizes): void {
  const mark = arena.mark();
  const { forward, inputAdjoint, weightAdjoint, outHeight, outWidth } = convolution2d({ arena, dtype, ...sizes });
  const { batchCount, height, width, channelCount, filterCount, windowHeight, windowWidth } = sizes;
  const made = [
    batchCount * height * width * channelCount, windowHeight * windowWidth * channelCount * filterCount,
    batchCount * outHeight * outWidth * filterCount, filterCount,
  ].flatMap((length) => [guarded(arena, dtype, length, 1), guarded(arena, dtype, length, 1)]);
  const [x, outInput, w, outWeight, g, out, bias] = made.map(({ array }) => array) as FloatArray[] & { length: 8 }; // as many as made
  for (const array of [x!, w!, g!, bias!]) for (let i = 0; i < array.length; i++) array[i] = random.uniform() - 0.5;
  const wanted = { x: new Float64Array(x!.length), w: new Float64Array(w!.length), y: Float64Array.from(g!, (_, k) => bias![k % filterCount]!) };
  eachTerm(sizes, outHeight, outWidth, (a, b, y) => {
    wanted.y[y] = wanted.y[y]! + x![a]! * w![b]!;
    wanted.x[a] = wanted.x[a]! + g![y]! * w![b]!;
    wanted.w[b] = wanted.w[b]! + g![y]! * x![a]!;
  });
  forward(x!, w!, out!, bias);
  inputAdjoint(g!, w!, outInput!);
  weightAdjoint(x!, g!, outWeight!);
  const far = dtype === "float32" ? 2e-5 : 1e-13;
  for (const [got, expected] of [[out!, wanted.y], [outInput!, wanted.x], [outWeight!, wanted.w]] as const) {
    got.forEach((entry, i) => expect(Math.abs(entry - expected[i]!)).toBeLessThan(far));
  }
  expect(made.every(({ isIntact }) => isIntact())).toBe(true);
  arena.release(mark);
}

describe("convolution in two dimensions", () => {
  test("and its adjoints equal the plain sums", () => {
    fc.assert(fc.property(anySizes, (sizes) => {
      check("float32", sizes);
      check("float64", sizes);
    }), { seed: 1, numRuns: 60 });
  });

  test("says what does not fit", () => {
    const sizes = { arena, dtype: "float32" as const, batchCount: 1, height: 2, width: 4, channelCount: 1, filterCount: 1 };
    expect(() => convolution2d({ ...sizes, padding: "valid" })).toThrow(/math\/size: expected a window within 2 × 4; got 3 × 3/);
    expect(() => convolution2d({ ...sizes, stride: 0 })).toThrow(/math\/size/);
    const { forward } = convolution2d(sizes), image = arena.allocate("float32", 8), weight = arena.allocate("float32", 9);
    expect(() => forward(image, weight, image.subarray(0))).toThrow(/math\/overlap/);
    expect(() => forward(image, weight, arena.allocate("float32", 7))).toThrow(/math\/array-length/);
    expect(() => convolution2d({ ...sizes, arena: createArena({ bytes: 64 }), height: 200, width: 200 })).toThrow(/math\/arena-full/);
  });
});
