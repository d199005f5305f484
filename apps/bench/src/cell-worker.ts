import type { CellResult, CellSpec } from "@worldwise/experiment";
import { runCell } from "@worldwise/experiment";
import { readCatalog } from "@worldwise/experiment/node";

/** One cell, and the folders whose dependencies may run. */
export interface CellTask {
  readonly spec: CellSpec;
  readonly roots: readonly string[];
}

// A child whose coordinator is gone has nothing left to do.
process.once("disconnect", () => process.exit(1));

/** Runs one cell in a child process. Errors cross as plain ones: only their message survives the pipe. */
export default async function work({ spec, roots }: CellTask): Promise<CellResult> {
  try {
    return await runCell(spec, readCatalog(roots).load);
  } catch (error) {
    throw new Error(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
