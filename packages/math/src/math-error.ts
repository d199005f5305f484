/** What a {@link MathError} says: what was expected, what came, and what to do about it. */
export interface MathErrorParts {
  readonly expected: string;
  readonly got: string;
  readonly todo: string;
}

/** Thrown at construction or at the edge, never from a hot loop. `facts` holds the numbers behind the message. */
export class MathError extends Error {
  override readonly name: string = "MathError";
  /** E.g. `"math/arena-full"`. */
  readonly code: string;
  readonly facts: Readonly<Record<string, number | string>>;

  constructor(code: string, parts: MathErrorParts, facts: Readonly<Record<string, number | string>> = {}) {
    super(`${code}: expected ${parts.expected}; got ${parts.got}. ${parts.todo}`);
    this.code = code;
    this.facts = facts;
  }
}
