import type { RandomLanes } from "@worldwise/protocol";
import { createComponent, stepBuffers } from "@worldwise/protocol";
import { describeContract, testDynamics } from "@worldwise/testing";
import { describe, expect, test } from "vitest";
import { __factory__, __factory__Plugin } from "./__concept__.ts";

/** This world draws nothing, so a draw is a mistake. */
function refuse(): number {
  throw new Error("this world is deterministic");
}
const silent = { uniform: refuse, normal: refuse, integer: refuse };
const lanes = (count: number): RandomLanes => ({
  algorithm: "none", lanes: count, state: new Uint32Array(0), lane: () => silent,
});

describeContract(testDynamics(() => __factory__({ length: 4 })), { describe, test });

test("an episode starts in the first cell", () => {
  const state = Int32Array.of(7, 7);
  __factory__().start(lanes(2), state);
  expect(state).toEqual(Int32Array.of(0, 0));
});

test("three lanes: a step to the left of the wall, a step to the right, the step that ends it", () => {
  const world = __factory__({ length: 4 });
  const out = stepBuffers(world.state, 3);
  world.step(Int32Array.of(0, 1, 2), Int32Array.of(0, 1, 1), lanes(3), out);
  expect(out.state).toEqual(Int32Array.of(0, 2, 3));
  expect(out.reward).toEqual(Float64Array.of(0, 0, 1));
  expect(out.terminated).toEqual(Uint8Array.of(0, 0, 1));
});

test("the plugin refuses a row of one cell", () => {
  expect(createComponent(__factory__Plugin, { length: 3 }, undefined).state.count).toBe(3);
  expect(() => createComponent(__factory__Plugin, { length: 1 }, undefined)).toThrow(/length: expected at least 2/);
});
