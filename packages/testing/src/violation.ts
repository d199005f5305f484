import type { Complaint, Facts } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";

/** What a check throws: a `WorldwiseError` with the code `contract-violation`. */
export const contractViolation = (complaint: Complaint, facts: Facts = {}): WorldwiseError =>
  new WorldwiseError("contract-violation", complaint, facts);

/** Throws a contract violation unless something holds. */
export function ensure(holds: boolean, expected: string, got: string, todo: string): asserts holds {
  if (!holds) throw contractViolation({ expected, got, todo });
}
