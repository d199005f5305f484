import { describeContract, testModelLearner } from "@worldwise/testing";
import { discrete } from "@worldwise/protocol";
import { describe, test } from "vitest";
import { iterVaml, maximumLikelihood, squaredReward } from "./fixtures/losses.ts";
import { softmaxTable } from "./fixtures/softmax-table.ts";
import { gradientLearner } from "./gradient-learner.ts";

const finite = { observation: discrete(5), action: discrete(3), discount: 0.9 };
const table = { model: softmaxTable(finite), rewardLoss: squaredReward };

const contracts = {
  "likelihood on a table": testModelLearner(() => gradientLearner({ ...table, loss: maximumLikelihood })),
  "IterVAML on a table, all rows": testModelLearner(
    () => gradientLearner({ ...table, loss: iterVaml, batches: "all", steps: 3 }), { updates: 6 },
  ),
  "epochs with a holdout": testModelLearner(() => gradientLearner({
    ...table, loss: iterVaml, batches: "shuffled", holdoutFraction: 0.2, epochs: 3, batchSize: 16, gradientLimit: 1,
  })),
};

for (const [name, contract] of Object.entries(contracts)) describe(name, () => describeContract(contract, { describe, test }));
