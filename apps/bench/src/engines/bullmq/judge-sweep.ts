import { WorldwiseError } from "@worldwise/protocol";
import type { RunOptions } from "../../run-experiment.ts";
import { codeOf } from "../../run-experiment.ts";
import type { Sweep, SweepCode } from "./sweep-board.ts";

/** Why the cells of a sweep must not run here; undefined when they may: the code here is, byte for byte, the one that they name. */
export function reasonToRefuse({ experiment, code }: Sweep, roots: RunOptions["roots"]): string | undefined {
  try {
    const here = codeOf(experiment, roots);
    return here.digest === code.digest ? undefined : difference(code, here);
  } catch (error) {
    if (WorldwiseError.is(error)) return error.message;
    throw error;
  }
}

/** What is different, as far as versions tell. */
function difference(there: SweepCode, here: SweepCode): string {
  const names = [...new Set([...Object.keys(there.packages), ...Object.keys(here.packages)])].sort();
  const lines = names.filter((name) => there.packages[name] !== here.packages[name]).map((name) => (
    `${name} is ${here.packages[name] ?? "not used"} here and ${there.packages[name] ?? "not used"} there`
  ));
  const [shown, more] = [lines.slice(0, 5), lines.length > 5 ? `, and ${lines.length - 5} more` : ""];
  if (lines.length > 0) return `${shown.join(", ")}${more}`;
  return `the same versions, but other files: ${here.digest.slice(0, 8)} here, ${there.digest.slice(0, 8)} there`;
}
