import type { Cell, CellResult, Experiment } from "@worldwise/experiment";
import { expandStudy, parseExperiment } from "@worldwise/experiment";
import { expect, test } from "vitest";
import { runProgress } from "./run-progress.ts";

const experiment = (better: string): Experiment => parseExperiment(`
name: race
title: A race
studies:
  - name: first
    title: The first
    environment: env-tabular/dynaMaze
    agent: { use: agents/dyna, with: { planningSteps: $planning } }
    axes: { planning: [0, 5], seed: 1..4 }
    budget: { episodes: 1 }
    metrics: { real steps: { kind: episode-length, reduce: sum, better: ${better}, unit: steps } }
    claims: []
`);
const cellsOf = ({ studies }: Experiment): readonly Cell[] =>
  studies.flatMap((study) => expandStudy(study)).map((planned, index) => ({ ...planned, id: String(index) }));
const result = (steps: number): CellResult =>
  ({ episodes: [{ episode: 1, steps, return: 0, terminated: true }], evaluations: [], metrics: {} });

/** The progress of such a race; `at` sets the clock. */
function race(better = "lower"): { readonly progress: ReturnType<typeof runProgress>; readonly cells: readonly Cell[]; at(milliseconds: number): void } {
  let clock = 500;
  const cells = cellsOf(experiment(better));
  const progress = runProgress({ experiment: experiment(better), missing: cells, found: 2, clock: () => clock });
  return { progress, cells, at: (milliseconds) => { clock = 500 + milliseconds; } };
}

test("before anything has ended there is nothing to estimate", () => {
  const { finished, failed, total, found, secondsLeft, best } = race().progress.now();
  expect([finished, failed, total, found, secondsLeft, best]).toEqual([2, 0, 10, 2, undefined, undefined]);
});

test("the time left: as the finished cells of the same line took, over how many were under way at once", () => {
  const { progress, cells, at } = race();
  at(1000);
  progress.finish(cells[0]!, result(1), 1000);
  progress.finish(cells[1]!, result(1), 1000);
  expect(progress.now().secondsLeft).toBeCloseTo(6 * 1 / 2, 12); // six more, two at once; nothing is known of the second line
  at(2000);
  progress.finish(cells[4]!, result(1), 5000);
  progress.fail(cells[5]!);
  expect(progress.now().secondsLeft).toBeCloseTo((2 * 1 + 2 * 5) / (7 / 2), 12);
});

test("at the end no time is left", () => {
  const { progress, cells, at } = race();
  at(10);
  for (const cell of cells) progress.finish(cell, result(1), 1);
  expect(progress.now()).toMatchObject({ finished: 10, total: 10, secondsLeft: undefined });
});

test("the best so far is the best mean over seeds, in the direction of the metric", () => {
  for (const [better, words] of [["lower", "best real steps so far 25 steps, planning 5"], ["higher", "best real steps so far 31.33 steps, planning 0"]]) {
    const { progress, cells } = race(better);
    for (const [cell, steps] of [[0, 10], [1, 40], [2, 44], [4, 25], [5, Number.NaN]] as const) progress.finish(cells[cell]!, result(steps), 1);
    expect(progress.now().best).toBe(words);
  }
});
