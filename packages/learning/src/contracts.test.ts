import { describeContract, testModelLearner } from "@worldwise/testing";
import { box, defineDynamics, discrete } from "@worldwise/protocol";
import { describe, test } from "vitest";
import { gaussianNetwork } from "./fixtures/gaussian-network.ts";
import { iterVaml, maximumLikelihood, squaredReward } from "./fixtures/losses.ts";
import { softmaxTable } from "./fixtures/softmax-table.ts";
import { gradientLearner } from "./gradient-learner.ts";

const finite = { observation: discrete(5), action: discrete(3), discount: 0.9 };
const table = { model: softmaxTable(finite), rewardLoss: squaredReward };

const line = defineDynamics({
  name: "line", state: box("float64", [-20], [20]), action: box("float64", [-1], [1]), discount: 0.9,
  start: (random, out) => (out.state = [random.normal()]),
  step: ([x], [a], random, out) => {
    out.state = [0.9 * x + a + 0.1 * random.normal()];
    out.reward = -x * x;
  },
});
const network = { ...gaussianNetwork(line, 8), loss: maximumLikelihood, rewardLoss: squaredReward };

/** One learner for all trials: what it keeps besides its state must not matter. */
const likelihood = gradientLearner({ ...table, loss: maximumLikelihood });
const ensemble = gradientLearner({ ...network, members: 2, elites: 1, holdoutFraction: 0.2, batchSize: 16, steps: 2 });

const contracts = {
  "likelihood on a table": testModelLearner(() => likelihood),
  "IterVAML on a table, all rows": testModelLearner(
    () => gradientLearner({ ...table, loss: iterVaml, batches: "all", steps: 3 }), { updates: 2, transitionsEach: 30 },
  ),
  "epochs with a holdout": testModelLearner(() => gradientLearner({
    ...table, loss: iterVaml, batches: "shuffled", holdoutFraction: 0.2, epochs: 3, batchSize: 16, gradientLimit: 1,
  }), { updates: 8 }),
  "an ensemble of networks": testModelLearner(() => ensemble, { world: line, updates: 8 }),
  "a network told a smooth value": testModelLearner(
    () => gradientLearner({ ...network, loss: iterVaml, batchSize: 16, steps: 2, precision: "float64" }),
    { world: line, updates: 4 },
  ),
};

for (const [name, contract] of Object.entries(contracts)) describe(name, () => describeContract(contract, { describe, test }));
