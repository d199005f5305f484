import { describeContract } from "@worldwise/testing";
import { resumesInNewProcess } from "@worldwise/testing/node";
import { describe, test } from "vitest";

const module = new URL("./fixtures/resumed.mjs", import.meta.url).href;
describe("a run in new processes", () => describeContract(resumesInNewProcess({ module, steps: 60 }), { describe, test }));
