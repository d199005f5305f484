import { describe, expect, test } from "vitest";
import { canonicalJson } from "../canonical-json.ts";
import type { CellSpec } from "../cell.ts";
import { load } from "../fixtures/test-parts.ts";
import { metricValue } from "../metric-value.ts";
import { runCell } from "../run-cell.ts";

const believer = (slip: number): CellSpec["agent"] => ({ use: "test-parts/believer", with: { slip } });
const spec: CellSpec = {
  environment: "test-parts/corridor", agent: believer(0.2), seed: 1, budget: { episodes: 12 }, measure: { every: 5, horizons: [1, 3] },
};

describe("a cell that is measured", () => {
  test("after every so many episodes and at the end; at the end alone without a number", async () => {
    const episodesOf = async (measure: CellSpec["measure"]): Promise<readonly number[] | undefined> =>
      (await runCell({ ...spec, measure: measure! }, load)).quality?.map(({ episode }) => episode);
    expect(await episodesOf({ every: 5 })).toEqual([5, 10, 12]);
    expect(await episodesOf({ every: 6 })).toEqual([6, 12]);
    expect(await episodesOf({})).toEqual([12]);
    expect(await episodesOf(undefined)).toBeUndefined();
  });

  test("is otherwise the same, to the byte, also where the evaluated policy draws", async () => {
    const { measure: _, ...plain } = { ...spec, agent: "test-parts/learner", evaluate: { every: 4, episodes: 3 } };
    const { quality, ...measured } = await runCell({ ...plain, measure: { every: 1 } }, load);
    expect(quality).toHaveLength(12);
    expect(canonicalJson(measured)).toBe(canonicalJson(await runCell(plain, load)));
    expect(canonicalJson(quality)).toBe(canonicalJson((await runCell({ ...plain, measure: { every: 1 } }, load)).quality));
  });

  test("one measurement does not depend on those before it", async () => {
    const last = async (every: number): Promise<unknown> => (await runCell({ ...spec, measure: { every } }, load)).quality!.at(-1);
    expect(await last(1)).toEqual(await last(12));
  });

  test("a model that is the world has no error in any measure", async () => {
    const { measures, byHorizon } = (await runCell(spec, load)).quality!.at(-1)!;
    expect(measures).toMatchObject({
      "impossible-share": 0, "planned-value-error": 0, "optimal-value-error": 0, "visited-value-error": 0, "gradient-error": 0,
    });
    expect(measures["gradient-cosine"]).toBeCloseTo(1, 12);
    expect(measures["plan-regret"]).toBeCloseTo(0, 9);
    expect(measures["plan-return"]).toBe(1);
    expect(measures["log-likelihood"]).toBeLessThan(0);
    expect(byHorizon).toEqual({ "state-distribution-error": [0, 0] });
  });

  test("a model that is wrong has errors in all, and a plan that is worth less", async () => {
    const wrong = { ...spec, agent: believer(0.9), budget: { episodes: 3, maxEpisodeSteps: 50 } };
    const { measures, byHorizon } = (await runCell(wrong, load)).quality!.at(-1)!;
    for (const name of ["planned-value-error", "optimal-value-error", "visited-value-error", "gradient-error", "plan-regret"] as const) {
      expect(measures[name], name).toBeGreaterThan(0);
    }
    expect(measures["gradient-cosine"]).toBeLessThan(0);
    // It goes left for ever: from the first cell the model expects to be in the second with 0.9, and is with 0.2.
    expect(byHorizon["state-distribution-error"]![0]).toBeCloseTo(0.7, 12);
  });

  test("what cannot be had is not there", async () => {
    const withoutModel = (await runCell({ ...spec, agent: "test-parts/learner" }, load)).quality!.at(-1)!;
    expect(Object.keys(withoutModel.measures).sort()).toEqual(["plan-regret", "plan-return", "plan-value"]);
    const withoutTable = (await runCell({ ...spec, environment: "test-parts/mirror", agent: believer(0.2) }, load)).quality!.at(-1)!;
    expect(Object.keys(withoutTable.measures).sort()).toEqual(["calibration-error", "impossible-share", "log-likelihood", "plan-return"]);
    expect(withoutTable.byHorizon).toEqual({});
  });

  test("is told by the metric model-quality", async () => {
    const result = await runCell({ ...spec, agent: believer(0.9) }, load);
    const last = result.quality!.at(-1)!;
    const kind = "model-quality", better = "lower";
    expect(metricValue({ kind, name: "gradient-error", better }, result)).toBe(last.measures["gradient-error"]);
    expect(metricValue({ kind, name: "gradient-error", reduce: "mean", better }, result)).toBeCloseTo(last.measures["gradient-error"]!, 12);
    const drift = (horizon: number): number => metricValue({ kind, name: "state-distribution-error", horizon, better }, result);
    expect(drift(3)).toBe(last.byHorizon["state-distribution-error"]![1]);
    expect(drift(2)).toBeNaN();
    expect(metricValue({ kind, name: "prediction-error", horizon: 1, better }, result)).toBeNaN();
    expect(metricValue({ kind, name: "gradient-error", better }, { episodes: [], evaluations: [], metrics: {} })).toBeNaN();
  });
});
