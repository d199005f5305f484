import { numbers, tensor } from "@worldwise/autodiff";
import type { Optimizer } from "@worldwise/protocol";
import { createComponent } from "@worldwise/protocol";
import { describeContract, testOptimizer } from "@worldwise/testing";
import { describe, expect, test } from "vitest";
import { gradientDescentPlugin, plugins } from "./plugins.ts";

for (const plugin of plugins) {
  const { name } = plugin["~worldwise-plugin"];
  const create = (): Optimizer => createComponent(plugin, { rate: 0.05 }, undefined) as Optimizer; // every plugin here makes one
  describe(name, () => describeContract(testOptimizer(create), { describe, test }));
}

/** How far gradient descent moves at some count. */
function stepAt(options: object, count: number): number {
  const optimizer = createComponent(gradientDescentPlugin, options, undefined);
  return -numbers(optimizer.update(tensor(0), tensor(1), {}, tensor(count)).parameter)[0]!;
}

test("schedules are options", () => {
  expect(stepAt({ rate: 0.5 }, 7)).toBe(0.5);
  expect(stepAt({ rate: 1, schedule: "linear", finalRate: 0.5, scheduleUpdates: 10 }, 5)).toBe(0.75);
  expect(stepAt({ rate: 1, schedule: "cosine", scheduleUpdates: 10 }, 10)).toBeCloseTo(0, 12);
  expect(stepAt({ rate: 1, warmupUpdates: 4 }, 1)).toBe(0.25);
  expect(() => stepAt({ rate: 0 }, 1)).toThrow("rate: expected above 0, got 0");
});
