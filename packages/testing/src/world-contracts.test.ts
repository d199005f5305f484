import { describe, expect, test } from "vitest";
import { brokenDynamics } from "./broken/dynamics.ts";
import { failuresOf, textOf } from "./broken/failures.ts";
import { brokenMdps } from "./broken/mdps.ts";
import { testDynamics } from "./dynamics-contract.ts";
import { chainMdp, chainWorld } from "./examples-for-tests/chain.ts";
import { drift } from "./examples-for-tests/drift.ts";
import { testMdp } from "./mdp-contract.ts";

describe("the contract of an explicit MDP", () => {
  test("is kept by the chain", async () => expect(await textOf(testMdp(chainMdp()))).toBe("all kept"));
  test.each(brokenMdps)("sees what breaks: $breaks", async ({ breaks, create }) => {
    expect(await failuresOf(testMdp(create()))).toEqual([breaks]);
  });
});

describe("the contract of a dynamics", () => {
  test("is kept by the chain", async () => expect(await textOf(testDynamics(chainWorld))).toBe("all kept"));
  test(
    "is kept by the drifting point",
    async () => expect(await textOf(testDynamics(drift, { lanes: 3, seed: 7 }))).toBe("all kept"),
  );
  test.each(brokenDynamics)("sees what breaks: $breaks", async ({ breaks, create }) => {
    expect(await failuresOf(testDynamics(create))).toEqual([breaks]);
  });
});
