import { expect, test } from "vitest";
import { decodeArray, encodeArray } from "./array-extension.ts";

const arrays = [
  Uint8Array.of(0, 255), Int8Array.of(-128, 127), Uint16Array.of(65_535), Int16Array.of(-32_768), Uint32Array.of(4_294_967_295),
  Int32Array.of(-2_147_483_648, 5), BigUint64Array.of(2n ** 64n - 1n), BigInt64Array.of(-(2n ** 63n)),
  Float32Array.of(Math.fround(0.1), -Infinity), Float64Array.of(0.1, Number.NaN, -0), new Float64Array(0),
];

test.each(arrays)("%o survives", (array) => {
  const { data, shape } = decodeArray(encodeArray(array)!);
  expect(data).toEqual(array);
  expect(shape).toEqual([array.length]);
});

test("the bytes are those of the description", () => {
  expect([...encodeArray(Int16Array.of(1, -2))!]).toEqual([3, 1, 2, 0, 0, 0, 1, 0, 0xfe, 0xff]);
  const flags = Uint8Array.of(10, 2, 1, 0, 0, 0, 2, 0, 0, 0, 1, 0);
  expect(decodeArray(flags)).toEqual({ dtype: "bool", shape: [1, 2], data: Uint8Array.of(1, 0) });
  expect(decodeArray(Uint8Array.of(0, 0, 9))).toEqual({ dtype: "uint8", shape: [], data: Uint8Array.of(9) });
});

test("a view of a part is sent as that part, and what is read is a copy", () => {
  const whole = Float64Array.of(1, 2, 3);
  const body = encodeArray(whole.subarray(1, 2))!;
  const { data } = decodeArray(body);
  body.fill(0);
  expect(data).toEqual(Float64Array.of(2));
});

test("only typed arrays are arrays", () => {
  for (const other of [[1], { 0: 1 }, new DataView(new ArrayBuffer(1)), "1", null]) expect(encodeArray(other)).toBeNull();
});

test.each([
  [[99, 0, 1], "an unknown element type"], [[0, 3, 1, 0], "a shape that breaks off"],
  [[9, 1, 1, 0, 0, 0, 1, 2, 3], "3 bytes for the shape [1]"],
  [[0, 1, 255, 255, 255, 255, 1], "1 bytes for the shape [4294967295]"],
])("the damaged %o throws", (body, complaint) => {
  expect(() => decodeArray(Uint8Array.from(body))).toThrow(`a damaged array: ${complaint}`);
});
