import type { Cell } from "@worldwise/experiment";
import { expect, test, vi } from "vitest";
import { awaitedCells } from "./awaited-cells.ts";

const cell = (id: string): Cell => ({ id, study: "study", point: { seed: "1" }, spec: { environment: { use: "a" }, agent: { use: "b" }, seed: 1, budget: {} } });
const result = { episodes: [], evaluations: [], metrics: {} };

test("each cell ends once, whatever comes after, and strangers are passed over", () => {
  const [succeed, fail] = [vi.fn(), vi.fn()];
  const [first, second] = [cell("1f"), cell("2e")];
  const awaited = awaitedCells([first, second], { succeed, fail });
  expect(awaited.jobIds()).toEqual(["cell1f", "cell2e"]);
  awaited.settle("cell1f", { result, milliseconds: 3 });
  awaited.settle("cell1f", { result, milliseconds: 4 });
  awaited.settle("cell1f", { error: "too late" });
  awaited.settle("cell3d", { result, milliseconds: 3 });
  expect([awaited.count(), awaited.has("cell1f"), awaited.has("cell2e")]).toEqual([1, false, true]);
  expect(awaited.cells(["cell1f", "cell2e", "cell3d"])).toEqual([second]);
  awaited.settle("cell2e", { error: "it broke" });
  awaited.settle("cell2e", { result, milliseconds: 3 });
  expect(succeed.mock.calls).toEqual([[first, result, 3]]);
  expect(fail.mock.calls).toEqual([[second, "it broke"]]);
  expect(awaited.count()).toBe(0);
});
