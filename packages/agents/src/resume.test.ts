import { describeContract } from "@worldwise/testing";
import { resumesInNewProcess } from "@worldwise/testing/node";
import { describe, test } from "vitest";

const module = new URL("./fixtures/runs.mjs", import.meta.url).href;

for (const make of ["fusedDynaQ", "dynaWithSarsaAndQueue", "sweeping", "rounds", "fittedRounds", "sampling", "hallucinating"]) {
  describe(make, () => { describeContract(resumesInNewProcess({ module, make, steps: 250 }), { describe, test }); });
}
