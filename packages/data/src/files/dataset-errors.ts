import { WorldwiseError } from "@worldwise/protocol";

/** A file of which nothing can be read. */
export const unreadable = (
  file: string, expected: string, got: string, todo = "use an earlier copy: this one is cut off, changed, or no data set"
): WorldwiseError =>
  new WorldwiseError("damaged-dataset", { expected: `${expected} in ${file}`, got, todo }, { file });

/** What an error says, on one line. */
export const messageOf = (error: unknown): string => (
  error instanceof Error ? error.message : String(error)
).replace(/\s*\n\s*/g, "; ");
