/** How dense linear algebra ends. Only with `"solved"` are the results what was asked for. */
export type LinearOutcome = "solved" | "singular" | "indefinite" | "non-finite";

/** In the order of assembly/outcome.ts. */
const outcomes: readonly LinearOutcome[] = ["solved", "singular", "indefinite", "non-finite"];

/** The name of a kernel's outcome. */
export function outcomeOf(code: number): LinearOutcome {
  return outcomes[code]!;
}
