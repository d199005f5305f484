import { WorldwiseError } from "@worldwise/protocol";
import { expect, test } from "vitest";
import type { Contract } from "./contract.ts";
import { describeContract, runContract } from "./contract.ts";
import { contractViolation, ensure } from "./violation.ts";

const contract: Contract = {
  subject: "lamp",
  checks: [
    { name: "shines", run: () => undefined },
    { name: "goes out", run: () => ensure(false, "darkness", "light", "turn it off") },
    { name: "waits", run: () => Promise.reject(contractViolation({ expected: "patience", got: "haste", todo: "wait" })) },
  ],
};

test("a contract is run to its end, and says what held and what did not", async () => {
  const { passed, failed, text } = await runContract(contract);
  expect(passed).toEqual(["shines"]);
  expect(failed.map(({ name }) => name)).toEqual(["goes out", "waits"]);
  expect(failed.every(({ error }) => WorldwiseError.is(error) && error.code === "contract-violation")).toBe(true);
  expect(text).toBe([
    "lamp: 1 kept, 2 broken", "✓ shines", "✗ goes out", "expected darkness", "     got light", "   to do turn it off", "✗ waits",
    "expected patience", "     got haste", "   to do wait",
  ].join("\n"));
});

test("each check becomes a test of any framework", async () => {
  const made: string[] = [];
  const bodies: (() => void | Promise<void>)[] = [];
  describeContract(contract, {
    describe(name, body) {
      made.push(name);
      body();
    },
    test(name, body) {
      made.push(name);
      bodies.push(body);
    },
  });
  expect(made).toEqual(["lamp", "shines", "goes out", "waits"]);
  expect(bodies[0]!()).toBeUndefined();
  expect(() => bodies[1]!()).toThrow("expected darkness");
  await expect(bodies[2]!()).rejects.toThrow("expected patience");
});
