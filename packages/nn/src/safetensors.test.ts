import fc from "fast-check";
import { describe, expect, test } from "vitest";
import reference from "./fixtures/reference-file.json" with { type: "json" };
import { randomOf } from "./fixtures/central-differences.ts";
import { assignParameters, mlp, readSafetensors, writeSafetensors } from "./index.ts";
import type { StoredArrays } from "./index.ts";

const referenceBytes = Uint8Array.from(atob(reference.base64), (character) => character.charCodeAt(0));
const referenceTree: StoredArrays = {
  policy: {
    layer0: {
      weight: { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6.5) },
      bias: { shape: [2], data: Float64Array.of(0.1, -2) },
    },
  },
  count: { shape: [], data: Int32Array.of(7) },
  mask: { shape: [3], data: Uint8Array.of(0, 1, 255) },
  empty: { shape: [0, 3], data: new Float32Array() },
};

/** A file with any header and so many bytes of numbers. */
function file(header: unknown, byteCount: number): Uint8Array {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + byteCount);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}
const entry = (begin: number, end: number, length = (end - begin) / 4): object =>
  ({ dtype: "F32", shape: [length], data_offsets: [begin, end] });

describe("the published format", () => {
  test("reads what the reference implementation wrote", () => {
    const { tree, metadata } = readSafetensors(referenceBytes);
    expect(tree).toEqual(referenceTree);
    expect(metadata).toEqual({ made: "by the reference implementation" });
  });
  test("writes the same bytes", () => {
    expect(writeSafetensors(referenceTree, { made: "by the reference implementation" })).toEqual(referenceBytes);
  });
  test("a file by hand", () => {
    const bytes = writeSafetensors({ a: { shape: [1], data: Float32Array.of(1) } });
    const header = '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}  ';
    expect(new TextDecoder().decode(bytes.subarray(8, 8 + header.length))).toBe(header);
    expect([...bytes.subarray(0, 8)]).toEqual([header.length, 0, 0, 0, 0, 0, 0, 0]);
    expect([...bytes.subarray(8 + header.length)]).toEqual([0, 0, 0x80, 0x3f]);
  });
});

describe("round trips", () => {
  const awkward = fc.constantFrom("weight", "__proto__", "data", "shape", "ä \"quoted\" \\", "0");
  const name = fc.oneof(awkward, fc.string({ minLength: 1, maxLength: 3 }))
    .filter((each) => !each.includes(".") && each !== "__metadata__");
  const data = fc.oneof(
    fc.float64Array({ maxLength: 4 }), fc.float32Array({ maxLength: 4 }),
    fc.int32Array({ maxLength: 4 }), fc.uint8Array({ maxLength: 4 }),
  );
  const array = data.map((each) => ({ shape: [each.length], data: each }));
  const branch = fc.dictionary(name, array, { minKeys: 1, maxKeys: 3, noNullPrototype: true });
  const trees = fc.dictionary(name, fc.oneof(array, branch), { minKeys: 1, maxKeys: 4, noNullPrototype: true });
  test("any tree, bit for bit", () => {
    fc.assert(fc.property(trees, (tree) => {
      const bytes = writeSafetensors(tree);
      expect(readSafetensors(bytes).tree).toEqual(tree);
      expect(writeSafetensors(readSafetensors(bytes).tree)).toEqual(bytes);
    }), { seed: 1 });
  });
  test("from the middle of a larger buffer, and into a network", () => {
    const network = mlp([2, 3, 1]);
    const [parameters, other] = [network.init(randomOf(1)), network.init(randomOf(2))];
    const bytes = writeSafetensors(parameters);
    const larger = new Uint8Array(bytes.length + 3);
    larger.set(bytes, 3);
    const read = readSafetensors(larger.subarray(3)).tree as typeof parameters; // it was written from such
    expect(read).toEqual(parameters);
    assignParameters(other, read);
    expect(other).toEqual(parameters);
    const assign = (sizes: readonly number[]) => () => assignParameters(mlp(sizes).init(randomOf(1)), read);
    expect(assign([2, 4, 1])).toThrow("expected layer0.weight of shape [2×4]\n     got layer0.weight of shape [2×3]");
    expect(assign([2, 3])).toThrow("expected no other parameters\n     got layer1");
    expect(assign([2, 3, 1, 1])).toThrow("expected layer2.weight of shape [1×1]\n     got no layer2.weight");
  });
});

describe("damaged files are refused", () => {
  const damages: readonly (readonly [string, Uint8Array, string])[] = [
    ["no length", new Uint8Array(7), "at least 8 bytes\n     got 7"],
    ["a header beyond the end", referenceBytes.subarray(0, 100), "a header of at most 92 bytes\n     got 384"],
    ["a length of 2⁶⁴ − 1", new Uint8Array(16).fill(255), "a header of at most 8 bytes"],
    ["bad UTF-8", Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 255), "a header in UTF-8"],
    ["bad JSON", file('{"a":', 0), "a header in JSON"],
    ["a list", file("[]", 0), "a header that is an object"],
    ["space before the header", file(" {}", 0), "a header that is an object"],
    ["a name twice", file(`{"a":${JSON.stringify(entry(0, 4))},"\\u0061":${JSON.stringify(entry(0, 4))}}`, 4), "a twice"],
    ["a field twice", file('{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 4), "dtype twice"],
    ["not a record", file({ a: 3 }, 0), "a record for a\n     got 3"],
    ["no shape", file({ a: { dtype: "F32", data_offsets: [0, 4] } }, 4), "a: a shape of whole lengths\n     got none"],
    ["a negative length", file({ a: { ...entry(0, 4), shape: [-1, -1] } }, 4), "whole lengths\n     got [-1,-1]"],
    ["one offset", file({ a: { dtype: "F32", shape: [1], data_offsets: [4] } }, 4), "a: two offsets\n     got [4]"],
    ["offsets that run back", file({ a: entry(4, 0, 0) }, 4), "a: 0 bytes for F32 [0]\n     got 4 to 0"],
    ["too few bytes for the shape", file({ a: entry(0, 4, 2) }, 4), "a: 8 bytes for F32 [2]\n     got 0 to 4"],
    ["a size beyond all numbers", file({ a: { ...entry(0, 0), shape: [2 ** 52, 2 ** 52] } }, 0), "got 0 to 0"],
    ["an overlap", file({ a: entry(0, 8), b: entry(4, 12) }, 12), "b from byte 8 on\n     got 4, an overlap"],
    ["a hole", file({ a: entry(0, 4), b: entry(8, 12) }, 12), "b from byte 4 on\n     got 8, a hole"],
    ["numbers beyond the end", file({ a: entry(0, 8) }, 4), "a within 4 bytes\n     got an end at 8"],
    ["bytes left over", file({ a: entry(0, 4) }, 5), "4 bytes of numbers\n     got 5"],
    ["metadata that are not texts", file({ "__metadata__": { a: 1 } }, 0), "__metadata__ from text to text"],
    ["numbers inside of numbers", file({ "a.b": entry(4, 8), "a": entry(0, 4) }, 8), "no numbers inside of a\n     got a.b"],
    ["a branch that is numbers too", file({ "a.b": entry(0, 4), "a": entry(4, 8) }, 8), "a as both"],
  ];
  test.each(damages)("%s", (_name, bytes, message) => expect(() => readSafetensors(bytes)).toThrow(message));
  test("other element types are named", () => {
    const read = (dtype: string) => () => readSafetensors(file({ a: { dtype, shape: [1], data_offsets: [0, 2] } }, 2));
    expect(read("BF16")).toThrow("a of F64, F32, I32, U8\n     got \"BF16\"");
    expect(read("toString")).toThrow("got \"toString\"");
  });
  test("every cut of a good file", () => {
    for (let length = 0; length < referenceBytes.length; length++) {
      expect(() => readSafetensors(referenceBytes.subarray(0, length))).toThrow("expected");
    }
  });
});

test("names that would be read otherwise are not written", () => {
  const array = { shape: [1], data: Float32Array.of(1) };
  expect(() => writeSafetensors({ "a.b": array })).toThrow("names without dots");
  expect(() => writeSafetensors({ "": array })).toThrow("names without dots");
  expect(() => writeSafetensors({ "__metadata__": array })).toThrow("other than \"__metadata__\"");
  expect(() => writeSafetensors(array)).toThrow("expected named numbers");
  expect(() => writeSafetensors({ a: { shape: [2], data: Float32Array.of(1) } })).toThrow("a: 2 numbers for [2]\n     got 1");
});
