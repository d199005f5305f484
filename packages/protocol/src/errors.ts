/** Facts of an error, kept as fields so that programs need not parse the message. */
export type Facts = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** The three parts of an error's message. */
export interface Complaint {
  readonly expected: string;
  readonly got: string;
  /** What to do about it. */
  readonly todo: string;
}

/** The one error of the toolkit. Its message has three parts: what was expected, what came, what to do. */
export class WorldwiseError extends Error {
  override readonly name = "WorldwiseError";
  readonly "~worldwise-error" = true;
  /** Short and stable, such as `parts-do-not-fit`. */
  readonly code: string;
  readonly facts: Facts;

  constructor(code: string, { expected, got, todo }: Complaint, facts: Facts = {}) {
    super(`expected ${expected}\n     got ${got}\n   to do ${todo}`);
    this.code = code;
    this.facts = facts;
  }

  /** True for errors of any copy of this package. */
  static is(error: unknown): error is WorldwiseError {
    return typeof error === "object" && error !== null && "~worldwise-error" in error;
  }
}

/** How a numerical routine ended. Data, not an exception. */
export type Outcome = "converged" | "max-iterations" | "non-finite";
