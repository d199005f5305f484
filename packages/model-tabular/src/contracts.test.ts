import { shooter } from "@worldwise/env-tabular";
import { describeContract, testModelLearner } from "@worldwise/testing";
import { describe, test } from "vitest";
import { corrupted } from "./corrupted.ts";
import { counts } from "./counts.ts";
import { dirichlet } from "./dirichlet.ts";
import { finiteProblem } from "./fixtures/finite-problem.ts";
import { threeStatesProblem } from "./fixtures/three-states.ts";
import { iterVamlThreeStates } from "./iter-vaml-three-states.ts";
import { lastOutcome } from "./last-outcome.ts";
import { neighborhoodCounts } from "./neighborhood-counts.ts";
import { maximumLikelihoodThreeStates } from "./maximum-likelihood-three-states.ts";

const problem = finiteProblem(5, 3);
const pictures = shooter({ rows: 4, columns: 4, targets: [1] });

const contracts = {
  "counts": testModelLearner(() => counts(problem)),
  "counts, untried pairs stay": testModelLearner(() => counts(problem, { prior: "stay" })),
  "counts, paid by outcome": testModelLearner(() => counts(problem, { rewards: "outcome" })),
  "last outcome": testModelLearner(() => lastOutcome(problem)),
  "last outcome, untried pairs stay": testModelLearner(() => lastOutcome(problem, { prior: "stay" })),
  "dirichlet": testModelLearner(() => dirichlet(problem)),
  "dirichlet, normal-gamma rewards": testModelLearner(() => dirichlet(problem, { rewards: "normal-gamma" })),
  "neighborhood counts": testModelLearner(() => neighborhoodCounts(pictures, { radius: 1, capacity: 500 }), { world: pictures }),
  "corrupted counts": testModelLearner(() => corrupted(counts(problem), { factor: 0.3 })),
  "corrupted counts, within rows": testModelLearner(() => corrupted(counts(problem), { factor: 0.3, support: "row" })),
  "counts corrupted by nothing": testModelLearner(() => corrupted(counts(problem), { factor: 0 })),
  "corrupted last outcome": testModelLearner(() => corrupted(lastOutcome(problem, { prior: "stay" }), { factor: 0.3 })),
  "corrupted value-aware model": testModelLearner(() => corrupted(iterVamlThreeStates(threeStatesProblem), { factor: 0.3 })),
  "three states, likelihood": testModelLearner(() => maximumLikelihoodThreeStates(threeStatesProblem)),
  "three states, IterVAML": testModelLearner(() => iterVamlThreeStates(threeStatesProblem)),
};

for (const [name, contract] of Object.entries(contracts)) describe(name, () => describeContract(contract, { describe, test }));
