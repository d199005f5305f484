/** The three parts of an error's message. */
export interface TensorComplaint {
  readonly expected: string;
  readonly got: string;
  /** What to do about it. */
  readonly todo: string;
}

/** The one error of this package. Its message has three parts, and `operation` says which operation refused. */
export class TensorError extends Error {
  override readonly name = "TensorError";
  readonly operation: string;

  constructor(operation: string, { expected, got, todo }: TensorComplaint) {
    super(`expected ${expected}\n     got ${got}\n   to do ${todo}`);
    this.operation = operation;
  }
}
