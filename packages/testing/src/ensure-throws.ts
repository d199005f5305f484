import { contractViolation } from "./violation.ts";

/** Throws unless something throws an error with a message. */
export function ensureThrows(wrong: () => unknown, what: string, todo: string): void {
  try {
    wrong();
  } catch (error) {
    if (error instanceof Error && error.message !== "") return;
    throw contractViolation(
      { expected: `an error with a message for ${what}`, got: String(error), todo: "throw a WorldwiseError" },
    );
  }
  throw contractViolation({ expected: `an error for ${what}`, got: "none", todo });
}
