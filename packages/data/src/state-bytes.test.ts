import type { StateTree } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { crc32 } from "./crc32.ts";
import { decodeTree, encodeTree } from "./state-bytes.ts";

const trees = fc.letrec<{ tree: StateTree; array: StateTree }>((tie) => ({
  array: fc.oneof(
    fc.uint8Array({ maxLength: 9 }), fc.int32Array({ maxLength: 9 }), fc.uint32Array({ maxLength: 9 }),
    fc.float32Array({ maxLength: 9 }), fc.float64Array({ maxLength: 9 }),
  ),
  tree: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.double(), fc.integer(), fc.string({ unit: "binary" }), fc.boolean(), fc.constant(null), tie("array"),
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: "binary" }).filter((name) => name !== "__proto__"), tie("tree"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

const codeOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    return WorldwiseError.is(error) ? error.code : `another error: ${String(error)}`;
  }
  return "no error";
};

/** Bytes with another layout, their lengths and checksum put right: what somebody who means harm would send. */
function forged(layout: string, payload = new Uint8Array(0)): Uint8Array {
  const text = new TextEncoder().encode(layout);
  const room = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(32 + room + payload.length);
  const view = new DataView(bytes.buffer);
  bytes.set(encodeTree(null).subarray(0, 12));
  view.setBigUint64(16, BigInt(text.length), true);
  view.setBigUint64(24, BigInt(payload.length), true);
  bytes.set(text, 32);
  bytes.set(payload, 32 + room);
  view.setUint32(12, crc32(bytes.subarray(0, 12)) ^ crc32(bytes.subarray(16)), true);
  return bytes;
}

test("crc32 of the nine digits is the known answer", () => {
  expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array(0))).toBe(0);
});

describe("encodeTree and decodeTree", () => {
  test("give back any tree, exactly", () => {
    fc.assert(fc.property(trees.tree, (tree) => {
      expect(decodeTree(encodeTree(tree))).toStrictEqual(tree);
    }), { seed: 1, numRuns: 300 });
  });

  test("keep NaN, −0 and infinities, alone and in arrays", () => {
    const odd = [Number.NaN, -0, 0, Infinity, -Infinity, Number.MIN_VALUE, Number.MAX_VALUE, 0.1];
    const decoded = decodeTree(encodeTree({ alone: odd, array: Float64Array.from(odd) })) as { alone: number[]; array: Float64Array }; // as it was written
    odd.forEach((number, i) => {
      expect(Object.is(decoded.alone[i], number)).toBe(true);
      expect(Object.is(decoded.array[i], number)).toBe(true);
    });
  });

  test("keep the bits of each NaN", () => {
    const words = Uint32Array.of(0x7ff80001, 0x12345678, 0xfff00001, 1);
    const decoded = decodeTree(encodeTree(new Float64Array(words.buffer))) as Float64Array; // as it was written
    expect(new Uint32Array(decoded.buffer)).toEqual(words);
  });

  test("write what a view shows, and read from anywhere in memory", () => {
    const memory = Float64Array.of(1, 2, 3, 4);
    const bytes = encodeTree({ view: memory.subarray(1, 3) });
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    const decoded = decodeTree(shifted.subarray(3)) as { view: Float64Array }; // as it was written
    expect(decoded.view).toEqual(Float64Array.of(2, 3));
    expect(decoded.view.buffer.byteLength).toBe(16);
    shifted.fill(0);
    expect(decoded.view[0]).toBe(2);
    const { view } = decodeTree(Buffer.from(bytes)) as { view: Float64Array }; // as it was written
    expect(view).toEqual(Float64Array.of(2, 3));
  });

  test("write the same bytes for the same tree, arrays at multiples of 8", () => {
    const tree: StateTree = { odd: Uint8Array.of(1, 2, 3), numbers: Float64Array.of(0.5) };
    const bytes = encodeTree(tree);
    expect(encodeTree(tree)).toEqual(bytes);
    expect(bytes.length % 8).toBe(0);
    expect([...bytes.subarray(-16)]).toEqual([1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xe0, 0x3f]);
  });
});

describe("decodeTree refuses", () => {
  const bytes = encodeTree({ table: Float64Array.of(1, 2, 3), name: "agent", steps: 7 });

  test("bytes that are cut off anywhere, or have something after them", () => {
    for (let length = 0; length < bytes.length; length++) expect(codeOf(() => decodeTree(bytes.subarray(0, length)))).toBe("damaged-state");
    expect(() => decodeTree(Uint8Array.of(...bytes, 0))).toThrow(`expected ${bytes.length} bytes\n     got ${bytes.length + 1}\n   to do use an earlier copy`);
  });

  test("a change of any single bit", () => {
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const changed = bytes.slice();
      changed[bit >> 3] = changed[bit >> 3]! ^ (1 << (bit & 7));
      expect(codeOf(() => decodeTree(changed))).toMatch(/^(damaged-state|state-version)$/);
    }
  });

  test("a later version, and says which", () => {
    const later = bytes.slice();
    later[8] = 2;
    expect(() => decodeTree(later)).toThrow("expected state of version 1\n     got 2\n   to do read it with the release that wrote it");
  });

  test.each([
    ["{}", "a record without its name in front"],
    ["[\"record\",[\"__proto__\",[\"record\",[\"evil\",1]]]]", "the name __proto__ in a record"],
    ["[\"record\",[\"a\",1],[\"a\",2]]", "the name a in a record"],
    ["[\"record\",[\"a\"]]", "not a name and a child"],
    ["[\"float64\",1e12]", "an array of 8000000000000 bytes where 0 are left"],
    ["[\"float64\",-1]", "an unknown kind"],
    ["[\"float64\",0.5]", "an unknown kind"],
    ["[\"bigint64\",0]", "an unknown kind"],
    ["[\"number\",\"1\"]", "an unknown number 1"],
    [`${"[\"list\",".repeat(102)}1${"]".repeat(102)}`, "more than 100 levels"],
    ["[\"list\"", "JSON"],
  ])("the layout %s from a stranger", (layout, message) => {
    expect(codeOf(() => decodeTree(forged(layout)))).toBe("damaged-state");
    expect(() => decodeTree(forged(layout))).toThrow(message);
    expect(({} as { evil?: number }).evil).toBeUndefined(); // nobody's prototype was written
  });

  test("arrays that do not fill the bytes", () => {
    expect(() => decodeTree(forged("[\"uint8\",3]", new Uint8Array(16)))).toThrow("expected arrays that fill the bytes\n     got 8 bytes more");
  });

  test("a layout that is not text", () => {
    const text = forged("\"ab\"");
    text[33] = 0xff;
    new DataView(text.buffer).setUint32(12, crc32(text.subarray(0, 12)) ^ crc32(text.subarray(16)), true);
    expect(codeOf(() => decodeTree(text))).toBe("damaged-state");
  });
});

test.each([
  [{ a: [1, undefined] }, "at state.a[1]\n     got Undefined"],
  [{ a: new Map() }, "at state.a\n     got Map"],
  [{ a: 3n }, "at state.a\n     got BigInt"],
  [() => 1, "at state\n     got Function"],
  [{ deep: { a: new Float64Array(1).map(() => 1).buffer } }, "at state.deep.a\n     got ArrayBuffer"],
  [new BigInt64Array(1), "expected Uint8Array, Int32Array, Uint32Array, Float32Array, Float64Array at state\n     got BigInt64Array"],
  [JSON.parse("{\"__proto__\":1}"), "expected names other than __proto__ at state"],
])("encodeTree refuses %o", (tree, message) => {
  expect(() => encodeTree(tree as StateTree)).toThrow(message); // no state tree
});

test("encodeTree refuses a tree that contains itself", () => {
  const loop: { [name: string]: StateTree } = {};
  loop["loop"] = loop;
  expect(() => encodeTree(loop)).toThrow("at most 100 levels");
});
