import { philox, seedKey } from "@worldwise/math";
import type { Dynamics, Environment } from "@worldwise/protocol";
import { createComponent } from "@worldwise/protocol";
import { asEnvironment, timeLimit } from "@worldwise/rollout";
import { fuzzEnvironment } from "@worldwise/testing";
import { expect, test } from "vitest";
import { plugins } from "./index.ts";

test.each(plugins.map((plugin) => [plugin["~worldwise-plugin"].name, plugin] as const))("%s, used at random: accepts nothing wrong, throws at nothing right", (_, plugin) => {
  const part: unknown = createComponent(plugin, {}, {});
  // What the role says; both are of spaces that the compiler does not know.
  const environment = plugin["~worldwise-plugin"].role === "environment" ? part as Environment : asEnvironment(part as Dynamics, { seed: 0 });
  const report = fuzzEnvironment(timeLimit(environment, 50), { steps: 2000, random: philox.streams(seedKey(1), 1) });
  expect(report.violations).toEqual([]);
  expect([report.steps, report.ends > 20, report.refusals > 10]).toEqual([2000, true, true]);
});
