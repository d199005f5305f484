import { replay } from "@worldwise/data";
import { shooter } from "@worldwise/env-tabular";
import { philox, seedKey } from "@worldwise/math";
import type { TransitionBatch } from "@worldwise/protocol";
import { allocate, boxOfShape, discrete, stepBuffers, transitionBatch } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { addContext, contextTable, findContext } from "./context-table.ts";
import { neighborhoodCounts } from "./neighborhood-counts.ts";
import { neighborhoods } from "./neighborhood.ts";

const random = philox.streams(seedKey(1), 1);
const line = { observation: boxOfShape("uint8", [1, 5], 0, 1), action: discrete(2), discount: 0.9 };

/** Pictures of five pixels, an action, a reward, the picture after. */
function recordedLine(...rows: readonly (readonly [string, number, number, string])[]) {
  const data = replay(line, 100);
  const bits = (picture: string): number[] => Array.from(picture, (bit) => Number(bit === "#"));
  for (const [before, action, reward, after] of rows) {
    const batch: TransitionBatch<typeof line.observation, typeof line.action> = transitionBatch(line, 1);
    batch.size = 1;
    batch.observation.set(bits(before));
    batch.action[0] = action;
    batch.reward[0] = reward;
    batch.nextObservation.set(bits(after));
    batch.discount[0] = 0.9;
    data.add(batch);
  }
  return data;
}

/** The picture after one imagined step, and what it pays. */
function imagined(learner: ReturnType<typeof neighborhoodCounts>, data: ReturnType<typeof recordedLine>, picture: string, action: number) {
  const state = learner.init(random.lane(0));
  learner.update(state, data, {}, random.lane(0));
  const { dynamics } = learner.model(state);
  const out = stepBuffers(dynamics.state, 1);
  dynamics.step(Uint8Array.from(picture, (bit) => Number(bit === "#")), Int32Array.of(action), random, out);
  return [[...out.state].map((bit) => ".#"[bit]).join(""), out.reward[0]!] as const;
}

describe("neighborhoods", () => {
  test("have one name where bits, radius and kind agree, and others elsewhere", () => {
    const view = neighborhoods(3, 3, 1);
    const [a, b] = [new Uint32Array(4), new Uint32Array(4)];
    const name = (picture: readonly number[], pixel: number, kind: number, out: Uint32Array): readonly number[] => {
      view.name(picture, pixel, kind, out);
      return [...out];
    };
    const picture = [0, 1, 0, 0, 1, 0, 0, 0, 0];
    expect(name(picture, 4, 0, a)).toEqual(name(picture, 4, 0, b));
    expect(name(picture, 4, 0, a)).not.toEqual(name(picture, 4, 1, b));
    name(picture, 4, 0, a);
    name([1, 1, 0, 0, 1, 0, 0, 0, 0], 4, 0, b);
    expect(a.slice(0, 2)).toEqual(b.slice(0, 2));
    expect(a.slice(2)).not.toEqual(b.slice(2));
    expect(name([0, 0, 0, 0, 0, 0, 0, 0, 0], 0, 0, a)).not.toEqual(name([0, 0, 0, 0, 0, 0, 0, 0, 0], 4, 0, b));
  });
  test("of all pictures of 3 × 3 have as many names as there are pictures", () => {
    const view = neighborhoods(3, 3, 1);
    const words = new Uint32Array(4);
    const names = new Set(Array.from({ length: 512 }, (_, bits) => {
      view.name(Array.from({ length: 9 }, (_, i) => (bits >> i) & 1), 4, 0, words);
      return words.slice(2).join();
    }));
    expect(names.size).toBe(512);
  });
});

describe("the table of contexts", () => {
  test("holds names until it is three quarters full, and finds them again", () => {
    const table = contextTable(12, (dtype, length) => allocate({ ...discrete(2), dtype: dtype as "int32" }, length) as never); // any array of numbers
    const places = Array.from({ length: 20 }, (_, i) => addContext(table, (i * 7) >>> 0, 1));
    expect(places.filter((place) => place >= 0)).toHaveLength(12);
    expect(addContext(table, 0, 1)).toBe(places[0]);
    expect(findContext(table, 7, 1)).toBe(places[1]);
    expect(findContext(table, 7, 3)).toBe(-1);
  });
});

describe("neighborhoodCounts", () => {
  const shift = recordedLine(["#....", 0, 0, ".#..."], [".#...", 0, 0, "..#.."], ["..#..", 0, 0, "...#."], ["...#.", 0, 0, "....#"]);

  test("what one pixel learns, all know: dots that move right", () => {
    expect(imagined(neighborhoodCounts(line, { radius: 1 }), shift, "#..#.", 0)[0]).toBe(".#..#");
  });
  test("radius 0 sees no neighbor: a pixel that is on goes off in every picture of the data", () => {
    expect(imagined(neighborhoodCounts(line, { radius: 0 }), shift, "#.#.#", 0)[0].replaceAll(".", "").length).toBeLessThan(3);
  });
  test("an action that was never taken leaves all as it is", () => {
    expect(imagined(neighborhoodCounts(line, { radius: 1 }), shift, "#.#..", 1)[0]).toBe("#.#..");
  });
  test("what a neighborhood cannot tell is drawn with its frequency", () => {
    const data = recordedLine(...Array.from({ length: 80 }, (_, i) => [".....", 0, 0, i % 4 === 0 ? "#####" : "....."] as const));
    const learner = neighborhoodCounts(line, { radius: 1 });
    let on = 0;
    for (let i = 0; i < 200; i++) on += imagined(learner, data, ".....", 0)[0].split("#").length - 1;
    expect(Math.abs(on / 1000 - 0.25)).toBeLessThan(5 * Math.sqrt(0.25 * 0.75 / 1000));
  });
  test("rewards are a sum over neighborhoods and the action", () => {
    const rows = Array.from({ length: 25 }, () => [
      [".....", 0, 0, "....."], [".....", 1, -1, "....."], ["..#..", 0, 5, "....."], ["..#..", 1, 4, "....."],
    ] as const).flat();
    const learner = neighborhoodCounts(line, { radius: 1 });
    for (const [picture, action, reward] of [[".....", 0, 0], [".....", 1, -1], ["..#..", 0, 5], ["..#..", 1, 4]] as const) {
      expect(imagined(learner, recordedLine(...rows), picture, action)[1]).toBeCloseTo(reward, 1);
    }
  });
  test("in Shooter a radius of 2 is enough for targets of 3 pixels, and one of 1 is not", () => {
    expect(wrongPixels(3, 2)).toBe(0);
    expect(wrongPixels(3, 1)).toBeGreaterThan(0);
    expect(wrongPixels(5, 2)).toBeGreaterThan(0);
  });
  test("rewards that are not finite are passed over", () => {
    const learner = neighborhoodCounts(line);
    const state = learner.init(random.lane(0));
    expect(learner.update(state, recordedLine(["#....", 0, Number.NaN, "....."]), {}, random.lane(0))).toBe("non-finite");
    expect(learner.metrics!(state)).toEqual({ contexts: 0, transitions: 0 });
  });
  test("refuses other spaces and bad options", () => {
    // @ts-expect-error states have no pixels
    expect(() => neighborhoodCounts({ ...line, observation: discrete(3) })).toThrow(/pictures of bits.*\n.*discrete\(3\)/);
    expect(() => neighborhoodCounts({ ...line, observation: boxOfShape("uint8", [5], 0, 1) })).toThrow(/pictures of bits/);
    expect(() => neighborhoodCounts(line, { radius: -1 })).toThrow(/radius: a whole number from 0 to 7/);
    expect(() => neighborhoodCounts(line, { capacity: 3 })).toThrow(/capacity/);
    expect(() => neighborhoodCounts(line, { rewardStep: 0 })).toThrow(/rewardStep/);
  });
});

/** Pixels that are wrong after one step, in states of the world that were all seen in training. */
function wrongPixels(targetWidth: number, radius: number): number {
  const world = shooter({ rows: 5, columns: 7, targets: [3], targetWidth });
  const data = replay(world, 3000);
  const batch = transitionBatch(world, 1);
  const [state, out] = [allocate(world.state, 1), stepBuffers(world.state, 1)];
  batch.size = 1;
  for (let step = 0; step < 3000; step++) {
    if (step % 30 === 0) world.start(random, state);
    batch.action[0] = random.lane(0).integer(4);
    world.observe(state, batch.observation);
    world.step(state, batch.action, random, out);
    world.observe(out.state, batch.nextObservation);
    batch.reward[0] = out.reward[0]!;
    data.add(batch);
    state.set(out.state);
  }
  const learner = neighborhoodCounts(world, { radius });
  const learned = learner.init(random.lane(0));
  learner.update(learned, data, {}, random.lane(0));
  const { dynamics } = learner.model(learned);
  const imaginedStep = stepBuffers(dynamics.state, 1);
  let wrong = 0;
  for (let row = 0; row < 3000; row++) {
    data.gather(Int32Array.of(row), batch);
    dynamics.step(batch.observation, batch.action, random, imaginedStep);
    imaginedStep.state.forEach((bit, pixel) => { wrong += Number(bit !== batch.nextObservation[pixel]); });
  }
  return wrong;
}
