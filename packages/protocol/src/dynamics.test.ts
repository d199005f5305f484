import { describe, expect, test } from "vitest";
import { defineDynamics, stepBuffers } from "./dynamics.ts";
import { countingLanes } from "./fixtures/counting-random.ts";
import { box, discrete } from "./space.ts";

/** Cells in a row; the right end pays 1 and ends the episode. Leaves reward and end alone everywhere else. */
const corridor = defineDynamics({
  name: "corridor", state: discrete(4), action: discrete(2), discount: 0.9, maxEpisodeSteps: 30,
  start(random, out) { out.state = random.integer(4); },
  step(cell, move, _random, out) {
    out.state = Math.max(0, cell + (move === 1 ? 1 : -1));
    if (out.state !== 3) return;
    out.terminated = true;
    out.reward = 1;
  },
});

/** x' = x + v + noise, v' = a: reads the old state after having written the new one. */
const glider = defineDynamics({
  name: "glider", state: box("float32", [-9, -9], [9, 9]), action: box("float64", [-1], [1]), discount: 1,
  start(random, out) { out.state[0] = random.normal(); out.state[1] = 0; },
  step([x, v], [push], random, out) {
    out.state[1] = push;
    out.state[0] = x + v + random.normal();
    out.reward = -x;
  },
  scene: ([x]) => ({ left: -9, right: 9, bottom: -1, top: 1, marks: [{ kind: "circle", center: [x, 0], radius: 0.5, tone: "agent" }] }),
});

describe("lifting one lane to B lanes: integers", () => {
  test("has the spaces of its author", () => {
    expect([corridor.observation, corridor.state, corridor.action, corridor.discount, corridor.maxEpisodeSteps])
      .toEqual([discrete(4), discrete(4), discrete(2), 0.9, 30]);
    expect(corridor["~worldwise"]).toMatchObject({
      role: "dynamics", needs: [], provides: ["dynamics"], spaces: { observation: discrete(4) },
    });
    expect("maxEpisodeSteps" in glider).toBe(false);
  });

  test("steps every lane, and clears reward and end between lanes", () => {
    const out = stepBuffers(corridor.state, 4);
    corridor.step(Int32Array.of(2, 0, 2, 1), Int32Array.of(1, 0, 1, 1), countingLanes(4), out);
    expect(out).toEqual({
      state: Int32Array.of(3, 0, 3, 2), reward: Float64Array.of(1, 0, 1, 0), terminated: Uint8Array.of(1, 0, 1, 0),
    });
  });

  test("draws each start state from the stream of its lane", () => {
    const state = new Int32Array(3);
    corridor.start(countingLanes(3), state);
    expect(state).toEqual(Int32Array.of(0, 100 % 4, 200 % 4));
  });
});

describe("lifting one lane to B lanes: boxes", () => {
  test("gives each lane its own rows and its own stream, and rounds to the type of the space", () => {
    const [state, out] = [Float32Array.of(1, 0.5, 2, 0.25), stepBuffers(glider.state, 2)];
    glider.step(state, Float64Array.of(0.1, -1), countingLanes(2), out);
    expect(out.state).toEqual(Float32Array.of(1.5, 0.1, 102.25, -1));
    expect(out.reward).toEqual(Float64Array.of(-1, -2));
  });

  test("does not write what it reads", () => {
    const state = Float32Array.of(1, 0.5);
    glider.step(state, Float64Array.of(0), countingLanes(1), stepBuffers(glider.state, 1));
    expect(state).toEqual(Float32Array.of(1, 0.5));
  });

  test("starts every lane", () => {
    const state = new Float32Array(4).fill(7);
    glider.start(countingLanes(2), state);
    expect(state).toEqual(Float32Array.of(0, 0, 100, 0));
  });

  test("B lanes equal B single lanes", () => {
    const [together, out] = [Float32Array.of(1, 2, 3, 4, 5, 6), stepBuffers(glider.state, 3)];
    glider.step(together, Float64Array.of(1, 0, -1), countingLanes(3), out);
    for (let b = 0; b < 3; b++) {
      const [alone, streams] = [stepBuffers(glider.state, 1), countingLanes(3)];
      const own = { ...streams, lanes: 1, lane: () => streams.lane(b) };
      glider.step(together.slice(2 * b, 2 * b + 2), Float64Array.of(1 - b), own, alone);
      expect(alone.state).toEqual(out.state.slice(2 * b, 2 * b + 2));
    }
  });
});

test("the state of lifted dynamics is what is observed, both ways", () => {
  const [state, observation] = [Float32Array.of(1, 2), new Float32Array(2)];
  glider.observe(state, observation);
  expect(observation).toEqual(state);
  const back = new Float32Array(2);
  glider.encode?.(observation, back);
  expect(back).toEqual(state);
});

test("buffers have one row for each lane", () => {
  expect(stepBuffers(box("float32", [0, 0], [1, 1]), 3)).toEqual({
    state: new Float32Array(6), reward: new Float64Array(3), terminated: new Uint8Array(3),
  });
});

describe("what a state looks like", () => {
  test("is told of one lane among many", () => {
    const marks = glider.scene!(Float32Array.of(1, 0, 5, 0), 1).marks;
    expect(marks).toEqual([{ kind: "circle", center: [5, 0], radius: 0.5, tone: "agent" }]);
  });

  test("is not there where the author gave none", () => {
    expect(corridor.scene).toBeUndefined();
  });
});
