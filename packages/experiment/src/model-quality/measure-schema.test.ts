import { describe, expect, test } from "vitest";
import { expandStudy } from "../expand-study.ts";
import { corridorYaml } from "../fixtures/experiments.ts";
import { parseExperiment } from "../read-experiment.ts";

const withLines = (measure: string, metric: string): string => corridorYaml
  .replace("    budget:", `${measure}\n    budget:`).replace("    claims:", `      q: ${metric}\n    claims:`);
const good = "{ kind: model-quality, name: state-distribution-error, horizon: 5, better: lower }";

describe("measure, in a file", () => {
  test("is part of every cell, with placeholders filled in", () => {
    const [study] = parseExperiment(withLines("    measure: { every: $cells, horizons: [1, 5] }", good)).studies;
    expect(expandStudy(study!).map(({ spec }) => spec.measure?.every)).toEqual([3, 3, 3, 3, 3, 3, 5, 5, 5, 5, 5, 5]);
    expect(expandStudy(study!)[0]!.spec.measure).toEqual({ every: 3, horizons: [1, 5] });
  });

  test("a file that does not measure has the cells that it had", () => {
    expect(expandStudy(parseExperiment(corridorYaml).studies[0]!).every(({ spec }) => !("measure" in spec))).toBe(true);
  });

  test.each([
    ["    measure: { every: 0 }", good, "studies.0.measure.every"],
    ["    measure: { episode: 3 }", good, "Unrecognized key: \"episode\" (line 15)"],
    ["    measure: { horizons: [5, 1] }", good, "each larger than the one before"],
    ["    measure: { temperature: 0 }", good, "studies.0.measure.temperature: Too small: expected number to be >0 (line 15)"],
    ["    measure: { horizons: [1, 2] }", good, "horizon 5 is not among those that are measured: 1, 2 (line"],
    ["", good, "nothing is measured: the study needs `measure`"],
    ["    measure: {}", "{ kind: model-quality, name: state-distribution-error, better: lower }", "horizon"],
    ["    measure: {}", "{ kind: model-quality, name: gradient-error, horizon: 5, better: lower }", "Unrecognized key: \"horizon\""],
    ["    measure: {}", "{ kind: model-quality, name: beauty, better: lower }", "a name: one of log-likelihood, "],
  ])("%s with %s is refused", (measure, metric, message) => {
    expect(() => parseExperiment(withLines(measure, metric))).toThrow(message);
  });

  test("a wrong placeholder is told when cells are planned", () => {
    const [study] = parseExperiment(withLines("    measure: { every: $method }", good)).studies;
    expect(() => expandStudy(study!)).toThrow("measure.every");
  });
});
