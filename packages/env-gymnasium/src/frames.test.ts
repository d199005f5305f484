import fc from "fast-check";
import { expect, test } from "vitest";
import { bodySize, frameOf, frameReader } from "./frames.ts";

test("a frame is the mark, the length and the body", () => {
  expect([...frameOf(Uint8Array.of(7, 8, 9))]).toEqual([0x57, 0x57, 0x47, 0x31, 3, 0, 0, 0, 7, 8, 9]);
  expect(bodySize(frameOf(new Uint8Array(0x010203)).subarray(0, 8), 1e6)).toBe(0x010203);
});

test("however the bytes are cut, the same bodies come out", () => {
  const cut = (bytes: Uint8Array, at: readonly number[]): Uint8Array[] => {
    const places = [0, ...at.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
    return places.slice(1).map((end, i) => bytes.subarray(places[i], end));
  };
  fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 5 }), fc.array(fc.nat()), (bodies, at) => {
    const reader = frameReader(20);
    const whole = Uint8Array.from(bodies.flatMap((body) => [...frameOf(body)]));
    const read = cut(whole, at).flatMap((piece) => [...reader.push(piece)]);
    expect(read.map((body) => [...body])).toEqual(bodies.map((body) => [...body]));
    expect(reader.isWithinFrame()).toBe(false);
  }), { seed: 1 });
});

test("a begun frame is known as one", () => {
  const reader = frameReader(100);
  const frame = frameOf(Uint8Array.of(1, 2));
  expect(reader.push(frame.subarray(0, 3))).toEqual([]);
  expect(reader.isWithinFrame()).toBe(true);
  expect(reader.push(frame.subarray(3, 9))).toEqual([]);
  expect(reader.isWithinFrame()).toBe(true);
  expect(reader.push(frame.subarray(9))).toEqual([Uint8Array.of(1, 2)]);
});

test("what is no frame, or too long, throws before memory is taken", () => {
  expect(() => frameReader(100).push(new TextEncoder().encode("Traceback (most"))).toThrow(/expected a frame\n.*"Tracebac"/u);
  const head = Uint8Array.of(0x57, 0x57, 0x47, 0x31, 0xff, 0xff, 0xff, 0xff);
  expect(() => frameReader(100).push(head)).toThrow(/expected a frame of at most 100 bytes\n.*4294967295/u);
});
