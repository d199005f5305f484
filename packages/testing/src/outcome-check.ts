import { ensure } from "./violation.ts";

const known: readonly unknown[] = [undefined, "converged", "max-iterations", "non-finite"];

/** Throws unless an answer is an outcome, or nothing. */
export function ensureOutcome(outcome: unknown): void {
  const got = typeof outcome === "string" ? outcome : `a ${typeof outcome}`;
  ensure(known.includes(outcome), "converged, max-iterations, non-finite or nothing", got, "return an Outcome");
}
