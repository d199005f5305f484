import type { Cell, CellSpec } from "./cell.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { Experiment } from "./experiment.ts";
import { expandStudy } from "./expand-study.ts";

/** SHA-256 of a text, hexadecimal. */
export type Digest = (text: string) => string;

/**
 * The name of a cell, which says what it is:
 *
 *   id = first 32 digits of SHA-256(canonical \{ code, spec \})
 *
 * @param codeDigest - of the code that will run it: a finished cell of other code is never passed off as this one's
 */
export const cellId = (spec: CellSpec, codeDigest: string, digest: Digest): string =>
  digest(canonicalJson({ code: codeDigest, spec })).slice(0, 32);

/**
 * All cells of an experiment, each with its name: see `cellId`.
 *
 * @param codeDigest - of the code that will run them
 */
export function planCells(experiment: Experiment, codeDigest: string, digest: Digest): readonly Cell[] {
  return experiment.studies.flatMap(expandStudy).map((planned) => ({ ...planned, id: cellId(planned.spec, codeDigest, digest) }));
}
