/** Learner and planner together: planning in a least-squares model is least-squares temporal differences. */
import { put, tabulatedFeatures } from "@worldwise/data";
import { boyanChain, boyanFeatures } from "@worldwise/env-tabular";
import { linearDynaPlanner } from "@worldwise/planner-fitted";
import { describe, expect, test } from "vitest";
import { addMoment, linearMoments } from "./expectation/moments.ts";
import { lstdFixedPoint } from "./expectation/fixed-points.ts";
import { linearExpectation } from "./expectation/linear-expectation.ts";
import { seeded } from "./fixtures/random.ts";
import { recorded } from "./fixtures/recorded.ts";

const world = boyanChain();
const features = tabulatedFeatures(boyanFeatures(), 4);

function fewEpisodes(count: number): (readonly [number, number, number, number, boolean])[] {
  const [random, rows]: [ReturnType<typeof seeded>, (readonly [number, number, number, number, boolean])[]] = [seeded(9), []];
  for (let n = 0; n < count; n++) {
    for (let s = 12; s > 0;) {
      const next = s === 1 ? 0 : s - 1 - random.integer(2);
      rows.push([s, 0, s === 1 ? -2 : -3, next, next === 0]);
      s = next;
    }
  }
  return rows;
}

describe("linear Dyna on Boyan's chain", () => {
  test.each(["random", "sweep", "pwma", "mg"] as const)("%s ends where LSTD does, on the same few episodes", (variant) => {
    const rows = fewEpisodes(6);
    const data = recorded(world, rows);
    const learner = linearExpectation(world, { features, method: "batch", ridge: 0 });
    const planner = linearDynaPlanner(world, { features, variant, stepSize: 0, backupStepSize: 0.5, backups: 20_000, threshold: 1e-12 });
    const [state, plan] = [learner.init(seeded(1)), planner.init(seeded(1))];
    learner.update(state, data, {}, seeded(1));
    for (let i = 0; i < 4; i++) put(plan.queue, i, 1);
    planner.plan?.(plan, learner.model(state), seeded(2));

    const [moments, table] = [linearMoments(4), boyanFeatures()];
    const featureOf = (s: number): Float64Array => table.slice(4 * s, 4 * s + 4);
    for (const [s, , reward, next, ended] of rows) addMoment(moments, featureOf(s), ended ? new Float64Array(4) : featureOf(next), reward);
    const { weight } = lstdFixedPoint(moments, 1);
    weight.forEach((theta, k) => expect(plan.weight[k]).toBeCloseTo(theta, 7));
  });
});
