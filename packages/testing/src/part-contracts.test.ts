import { describe, expect, test } from "vitest";
import { testAgent } from "./agent-contract.ts";
import { brokenAgents } from "./broken/agents.ts";
import type { Broken } from "./broken/broken.ts";
import { expectedFailures } from "./broken/broken.ts";
import { brokenChains, brokenDrifts } from "./broken/environments.ts";
import { failuresOf } from "./broken/failures.ts";
import { brokenLearners } from "./broken/learners.ts";
import { brokenLosses } from "./broken/losses.ts";
import { brokenModelClasses } from "./broken/model-classes.ts";
import { brokenOptimizers } from "./broken/optimizers.ts";
import { brokenPlanners } from "./broken/planners.ts";
import { brokenSearchControls } from "./broken/search-controls.ts";
import { brokenVectorEnvironments } from "./broken/vector-environments.ts";
import type { Contract } from "./contract.ts";
import { runContract } from "./contract.ts";
import { testEnvironment } from "./environment-contract.ts";
import { testModelClass } from "./model-class-contract.ts";
import { testModelLearner } from "./model-learner-contract.ts";
import { testModelLoss } from "./model-loss-contract.ts";
import { testOptimizer } from "./optimizer-contract.ts";
import { testPlanner } from "./planner-contract.ts";
import { testSearchControl } from "./search-control-contract.ts";
import { testVectorEnvironment } from "./vector-environment-contract.ts";

function seesWhatBreaks<Part>(role: string, parts: readonly Broken<Part>[], contractOf: (create: () => Part) => Contract): void {
  describe(`the contract of ${role}`, () => {
    test.each(parts)("sees what breaks: $breaks", async (broken) => {
      expect(await failuresOf(contractOf(broken.create))).toEqual(expectedFailures(broken));
    });
    test("has an example that breaks each of its checks", () => {
      const checks = contractOf(parts[0]!.create).checks.map(({ name }) => name);
      expect(checks.filter((name) => !parts.some(({ breaks }) => breaks === name) && !withoutExample.includes(name))).toEqual([]);
    });
  });
}

/** These have tests of their own below, or belong to the other list of the same contract. */
const withoutExample = [
  "leaves the observations that it returned alone", "does not write the action", "composition refuses parts that do not fit",
];

seesWhatBreaks("an environment", brokenChains, (create) => testEnvironment(create));
describe.each(brokenDrifts)("the contract of an environment", (broken) => {
  test(
    `sees what breaks: ${broken.breaks}`,
    async () => expect(await failuresOf(testEnvironment(broken.create))).toEqual([broken.breaks]),
  );
});
seesWhatBreaks("a vector environment", brokenVectorEnvironments, (create) => testVectorEnvironment(create()));
seesWhatBreaks("a model learner", brokenLearners, (create) => testModelLearner(create));
seesWhatBreaks("a planner", brokenPlanners, (create) => testPlanner(create));
seesWhatBreaks("search control", brokenSearchControls, (create) => testSearchControl(create));
seesWhatBreaks("an agent", brokenAgents, (create) => testAgent(create));
seesWhatBreaks("a model loss", brokenLosses, (create) => testModelLoss(create));
seesWhatBreaks("a model class", brokenModelClasses, (create) => testModelClass(create));
seesWhatBreaks("an optimizer", brokenOptimizers, (create) => testOptimizer(create));

test("a composition that takes what does not fit is seen", async () => {
  const contract = testAgent(() => brokenAgents[0]!.create(), { misfits: [() => "composed all the same"] });
  const { failed } = await runContract({ ...contract, checks: contract.checks.slice(1, 2) });
  expect(failed.map(({ name }) => name)).toEqual(["composition refuses parts that do not fit"]);
});
