import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expectComplaint } from "./fixtures/expect-complaint.ts";
import type { StateTree } from "./state-tree.ts";
import { loadTree, saveTree } from "./state-tree.ts";

const fresh = () => ({
  step: 0, name: "start", ready: false, nothing: null,
  table: Float64Array.of(1, 2, 3), layers: [{ weights: Float32Array.of(1, 2) }, { weights: Float32Array.of(3) }],
});
const advanced = () => ({
  step: 7, name: "later", ready: true, nothing: null,
  table: Float64Array.of(4, 5, 6), layers: [{ weights: Float32Array.of(9, 8) }, { weights: Float32Array.of(7) }],
});

describe("saveTree", () => {
  test("copies every array", () => {
    const tree = advanced();
    const saved = saveTree(tree);
    tree.table.fill(0);
    tree.layers[0]!.weights.fill(0);
    expect(saved).toEqual(advanced());
  });

  test("copies a view alone, not the memory behind it", () => {
    const view = new Float64Array(new ArrayBuffer(1024), 64, 2);
    const saved = saveTree({ view });
    expect(saved).toEqual({ view: new Float64Array(2) });
    expect((saved as { view: Float64Array }).view.buffer.byteLength)
      .toBe(16); // what was saved has the structure of what was given
  });

  test("survives a structured clone", () => {
    expect(structuredClone(saveTree(advanced()))).toEqual(advanced());
  });
});

describe("loadTree", () => {
  test("overwrites in place: arrays that faces hold stay the same arrays", () => {
    const tree = fresh();
    const { table, layers: [first] } = tree;
    loadTree(tree, saveTree(advanced()));
    expect(tree).toEqual(advanced());
    expect([tree.table === table, tree.layers[0] === first]).toEqual([true, true]);
  });

  test("does not share arrays with what was saved", () => {
    const [tree, saved] = [fresh(), advanced()];
    loadTree(tree, saved);
    saved.table.fill(0);
    expect(tree.table).toEqual(Float64Array.of(4, 5, 6));
  });

  test("then saving gives back what was saved, for any tree", () => {
    const leaf =
      fc.oneof(fc.integer(), fc.double(), fc.string(), fc.boolean(), fc.constant(null), fc.float64Array(), fc.int32Array());
    const { tree: anyTree } = fc.letrec<{ tree: StateTree }>((tie) => ({
      tree: fc.oneof(
        { depthSize: "small" }, leaf, fc.array(tie("tree"), { maxLength: 3 }),
        fc.dictionary(fc.string(), tie("tree"), { maxKeys: 3 }),
      ),
    }));
    fc.assert(fc.property(anyTree, (tree) => {
      const root = { tree };
      const saved = saveTree(root);
      loadTree(root, saved);
      expect(saveTree(root)).toEqual(saved);
    }), { seed: 1 });
  });
});

describe("loadTree refuses what does not fit, and leaves the tree as it was", () => {
  const todo = "load with the parts and options it was saved with";
  const refuse = (saved: StateTree, expected: string, got: string, tree: StateTree = fresh()): void => {
    const before = saveTree(tree);
    expectComplaint(() => { loadTree(tree, saved); }, "state-mismatch", { expected, got, todo });
    expect(tree).toEqual(before);
  };

  test("a missing name", () => {
    const { table: _table, ...rest } = advanced();
    refuse(rest, "step, name, ready, nothing, table, layers at state", "step, name, ready, nothing, layers");
  });
  test("a name too many", () => {
    refuse({ a: 1, b: 2 }, "a at state", "a, b", { a: 0 });
    refuse({ b: 2 }, "nothing at state", "b", {});
  });
  test("names in another order", () => {
    refuse({ b: 1, a: 2 }, "a, b at state", "b, a", { a: 0, b: 0 });
  });
  test("names that only look alike when they are joined", () => {
    refuse({ "a,b": 1 }, "a, b at state", "a,b", { a: 0, b: 0 });
  });
  test("deep inside, after everything before it fitted", () => {
    const saved = { ...advanced(), layers: [{ weights: Float32Array.of(9, 8) }, { weights: Float32Array.of(7, 7) }] };
    refuse(saved, "Float32Array of 1 at state.layers.1.weights", "Float32Array of 2");
  });
  test("an array of another type", () => {
    refuse({ ...advanced(), table: Float32Array.of(4, 5, 6) }, "Float64Array of 3 at state.table", "Float32Array of 3");
  });
  test("a list for an array, a record for a list, a string for a number, null for a record", () => {
    refuse({ ...advanced(), table: [4, 5, 6] }, "Float64Array of 3 at state.table", "a list");
    refuse({ ...advanced(), layers: {} }, "a list at state.layers", "a record");
    refuse({ ...advanced(), step: "7" }, "a number at state.step", "a string");
    refuse({ a: null }, "a record at state.a", "null", { a: { b: 1 } });
  });
  test("a list of another length", () => {
    refuse({ a: [1] }, "0, 1 at state.a", "0", { a: [1, 2] });
  });
  test("a key that would reach the prototype", () => {
    const saved = JSON.parse("{\"a\": 1, \"__proto__\": {\"polluted\": 1}}") as StateTree; // JSON is a tree of plain records
    refuse(saved, "a at state", "a, __proto__", { a: 0 });
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
  test("inherited names do not count as names", () => {
    refuse({}, "toString at state", "nothing", { toString: 1 });
  });
});

test("a tree that has __proto__ for a name keeps it an ordinary name", () => {
  const make =
    (value: number): StateTree => JSON.parse(`{"__proto__": ${value}}`) as StateTree; // JSON is a tree of plain records
  const tree = make(0);
  loadTree(tree, saveTree(make(5)));
  expect(JSON.stringify(tree)).toBe("{\"__proto__\":5}");
});
