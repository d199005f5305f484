import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import type { LoadPlugin } from "@worldwise/experiment";
import type { ChosenSpec } from "../flags/spec-from-flags.ts";
import { policyId, policyPlugin } from "./policy-agent.ts";

/** Random actions, or the numbers of one action. */
export type ChosenPolicy = "random" | readonly number[];

/** The flag of commands that can do without an agent. */
export interface PolicyFlag {
  readonly policy?: ChosenPolicy;
}

/** Adds the flag. */
export const addPolicyFlag = (command: Command, remark: string): Command =>
  command.option("--policy <random|action>", `in place of an agent: random actions, or one, such as 1 or 0.5,-1${remark}`, readPolicy);

/** Reads `random`, or numbers with commas between them. */
export function readPolicy(text: string): ChosenPolicy {
  if (text === "random") return text;
  const numbers = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (numbers.every((value) => Number.isFinite(value))) return numbers;
  throw new InvalidArgumentError("It must be random, or the numbers of an action with commas between them.");
}

/** The agent of a run that a policy takes the place of. */
export const policySpec = (policy: ChosenPolicy): ChosenSpec =>
  ({ use: policyId, with: policy === "random" ? {} : { action: policy } });

/** Finds the policy too. */
export const withPolicy = (load: LoadPlugin): LoadPlugin =>
  (id) => (id === policyId ? Promise.resolve(policyPlugin) : load(id));
