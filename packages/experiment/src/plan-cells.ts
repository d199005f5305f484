import type { Cell } from "./cell.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { Experiment } from "./experiment.ts";
import { expandStudy } from "./expand-study.ts";

/** SHA-256 of a text, hexadecimal. */
export type Digest = (text: string) => string;

/**
 * All cells of an experiment, each named by what it is:
 *
 *   id = first 32 digits of SHA-256(canonical \{ code, spec \})
 *
 * @param codeDigest - of the code that will run them: a finished cell of other code is never passed off as this one's
 */
export function planCells(experiment: Experiment, codeDigest: string, digest: Digest): readonly Cell[] {
  return experiment.studies.flatMap(expandStudy).map((planned) => (
    { ...planned, id: digest(canonicalJson({ code: codeDigest, spec: planned.spec })).slice(0, 32) }
  ));
}
