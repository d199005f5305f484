import type { Contract } from "../contract.ts";
import { runContract } from "../contract.ts";

/** Names of the checks that a contract fails, in order of the alphabet. */
export async function failuresOf(contract: Contract): Promise<string[]> {
  const { failed } = await runContract(contract);
  return failed.map(({ name }) => name).sort();
}

/** The text of a contract, where all must hold: what a test prints when they do not. */
export async function textOf(contract: Contract): Promise<string> {
  const { failed, text } = await runContract(contract);
  return failed.length === 0 ? "all kept" : text;
}
