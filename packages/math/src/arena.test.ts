import { describe, expect, test } from "vitest";
import {
  arenaBytes, cholesky, createArena, matmul, MathError, qr, rowOperations, symmetricEigen, wasmDigest,
} from "./index.ts";

describe("an arena", () => {
  test("hands out zeroed, aligned views of one memory that stay valid", () => {
    const arena = createArena({ bytes: 4096 });
    const a = arena.allocate("float64", 3), b = arena.allocate("uint8", 65), c = arena.allocate("int32", 1);
    a.fill(7);
    expect([a, b, c].map((view) => view.byteOffset % 64)).toEqual([0, 0, 0]);
    expect([...b, ...c].every((x) => x === 0)).toBe(true);
    expect(arena.byteUsed).toBe(64 + 128 + 64);
    expect(arena.contains(a)).toBe(true);
    expect(arena.contains(new Float64Array(3))).toBe(false);
    expect(a.length).toBe(3);
  });

  test("says what was expected, what it got and what to do when it is full", () => {
    const arena = createArena({ bytes: 100 });
    const length = arena.byteLength / 8;
    expect(() => arena.allocate("float64", length + 1)).toThrow(MathError);
    expect(() => arena.allocate("float64", length + 1))
      .toThrow(/math\/arena-full: expected room for \d+ × float64; got \d+ bytes left\. Create/);
    expect(arena.byteUsed).toBe(0);
    expect(arena.allocate("float64", length).length).toBe(length);
  });

  test("that is too small for what is made in it says so at construction, with all its memory left", () => {
    const arena = createArena({ bytes: 1024 }), matrices = { rowCount: 500, columnCount: 500 };
    const makers = [
      () => matmul({ arena, dtype: "float32", ...matrices, innerCount: 500 }), () => cholesky(arena, 500),
      () => qr({ arena, rowCount: 90_000, columnCount: 90_000 }), () => symmetricEigen(arena, 10_000),
      () => rowOperations(arena, "float64", 100_000),
    ];
    for (const make of makers) {
      const before = arena.byteUsed;
      expect(make).toThrow(/math\/arena-full: expected room for \d+ × \w+; got \d+ bytes left\. Create the arena larger/);
      expect(arena.byteUsed).toBe(before);
    }
  });

  test("reuses what is released, and zeroes it again", () => {
    const arena = createArena({ bytes: 1024 });
    arena.allocate("float64", 8);
    const mark = arena.mark();
    const scratch = arena.allocate("float64", 8).fill(1);
    arena.release(mark);
    const again = arena.allocate("int32", 16);
    expect(again.byteOffset).toBe(scratch.byteOffset);
    expect(again.every((x) => x === 0)).toBe(true);
    expect(() => arena.release(arena.mark() + 64)).toThrow(/math\/arena-release/);
  });

  test("is as large as was asked for", () => {
    const bytes = arenaBytes("float64", 100_000) + arenaBytes("uint8", 1);
    const arena = createArena({ bytes });
    arena.allocate("float64", 100_000);
    arena.allocate("uint8", 1);
    expect(arena.byteLength - arena.byteUsed).toBeLessThan(2 * 65536);
    expect(() => createArena({ bytes: 2 ** 33 })).toThrow(/math\/arena-size/);
  });

  test("runs a module that was compiled elsewhere", () => {
    expect(wasmDigest).toMatch(/^[0-9a-f]{64}$/);
    expect(createArena().byteLength).toBeGreaterThanOrEqual(1 << 20);
  });

  test("keeps the module's own data out of the way", () => {
    const arena = createArena({ bytes: 64 });
    expect(arena.kernels.heapBase()).toBeLessThan(32768);
    expect(arena.allocate("uint8", 1).byteOffset).toBeGreaterThanOrEqual(arena.kernels.heapBase());
  });
});
