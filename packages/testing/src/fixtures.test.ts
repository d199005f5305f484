import { box, checkMdp, discrete } from "@worldwise/protocol";
import { expect, test } from "vitest";
import { chainWorld } from "./examples-for-tests/chain.ts";
import { drift } from "./examples-for-tests/drift.ts";
import { namedStreams } from "./options.ts";
import { drawElements } from "./random-elements.ts";
import { recordData } from "./recorded-data.ts";
import { treeDifference } from "./tree-comparison.ts";
import { ensureStateTree, structureOf } from "./tree-structure.ts";
import { batchWithExtras } from "./walk.ts";
import { watched } from "./watched.ts";
import { facesOf, worldFor } from "./world.ts";

const streams = namedStreams({});

test("trees differ in values, kinds and names, bit for bit", () => {
  expect(treeDifference({ a: [Float64Array.of(Number.NaN)] }, { a: [Float64Array.of(Number.NaN)] })).toBeUndefined();
  expect(treeDifference({ a: Float64Array.of(0) }, { a: Float64Array.of(-0) })).toBe("0 and 0 at state.a[0]");
  expect(treeDifference({ a: 1 }, { b: 1 })).toBe("the entries a and b at state");
  expect(
    treeDifference({ a: Float32Array.of(1) }, { a: Float64Array.of(1) }),
  ).toBe("Float32Array of 1 and Float64Array of 1 at state.a");
  expect(treeDifference({ a: null }, { a: "x" })).toBe("null and x at state.a");
});

test("state trees hold plain things once", () => {
  const shared = new Float64Array(2);
  expect(() => ensureStateTree({ a: shared, b: shared })).toThrow("the same object again at state.b");
  expect(() => ensureStateTree({ f: () => 1 })).toThrow("got a function");
  expect(() => ensureStateTree({ n: undefined })).toThrow("got a undefined");
  expect(() => ensureStateTree({ d: new DataView(new ArrayBuffer(1)) })).toThrow("got DataView");
  expect(structureOf({ a: shared, b: [1, "x", null, true] })).toBe(
    "{ a: Float64Array(2), b: [0: number, 1: string, 2: null, 3: boolean] }",
  );
});

test("random elements fill their spaces", () => {
  const lanes = new Float64Array(2 * 500);
  drawElements(box("float64", [-2, -Infinity], [3, 0]), streams("elements", 500), lanes);
  const [first, second] = [0, 1].map((side) => lanes.filter((_, i) => i % 2 === side));
  expect(Math.min(...first!)).toBeLessThan(-1.9);
  expect(Math.max(...first!)).toBeGreaterThan(2.9);
  expect(Math.max(...second!)).toBe(0);
});

test("worlds are made up for discrete spaces alone", () => {
  const world = worldFor(undefined, { observation: discrete(4), action: discrete(2) }, streams);
  expect(() => checkMdp(world.mdp!)).not.toThrow();
  expect(() => worldFor(undefined, drift(), streams)).toThrow("to do pass a dynamics of its spaces as options.world");
});

test("faces of a true world: the optimistic backup is the Bellman backup", () => {
  const world = chainWorld();
  const data = recordData(world, 3, streams);
  const out = new Float64Array(10);
  facesOf(world, data.dataset).optimism!.backup(Float64Array.of(0, 1, 2, 3, 4), out);
  expect(out[0]).toBeCloseTo(0.9 * (0.9 * 0 + 0.1 * 1), 12);
  expect(out[7]).toBeCloseTo(0.9 + 0.9 * 0.1 * 2, 12);
});

test("recorded data grow, and are followed within an episode", () => {
  const data = recordData(chainWorld(), 40, streams);
  data.shown = 30;
  const batch = batchWithExtras(chainWorld(), 2);
  data.dataset.gather(Int32Array.of(4, 29), batch);
  expect(batch.observation[1]).toBe(data.all.observation[29]);
  expect(data.dataset.follow(29)).toBe(-1);
  const ends = [...data.all.last.subarray(0, 29).keys()].filter((i) => data.all.last[i] === 1);
  expect(ends.length).toBeGreaterThan(0);
  for (let i = 0; i < 29; i++) expect(data.dataset.follow(i)).toBe(ends.includes(i) ? -1 : i + 1);
});

test("watched records show what is listed, and name what is not", () => {
  const record = watched({ a: 1, b: 2 }, ["a"], "words");
  expect({ ...record }).toEqual({ a: 1 });
  expect(() => record.b).toThrow("expected only words that it lists: a\n     got a read of b\n   to do add \"b\" to its needs");
});
