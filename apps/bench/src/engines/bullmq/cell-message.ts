import type { Cell, CellResult } from "@worldwise/experiment";
import { cellId, readCellSpec } from "@worldwise/experiment";
import { sha256 } from "@worldwise/experiment/node";
import { WorldwiseError } from "@worldwise/protocol";
import type { CellReply, CellTask } from "../../pool/cell-task.ts";
import { fromWire, toWire } from "./wire-value.ts";

/** What a job carries. */
export interface CellRequest {
  readonly spec: unknown;
}

/** What a job that ended well leaves. */
export interface CellAnswer {
  readonly milliseconds: number;
  readonly result: unknown;
}

/** A cell for the queue. */
export const cellRequest = ({ spec }: Cell): CellRequest => ({ spec: toWire(spec) });

/** The cell of a request. Throws `foreign-cell` unless it is the one that its name says, of the code that runs here. */
export function readRequest(id: string, { spec: wired }: CellRequest, codeDigest: string): CellTask {
  const spec = readCellSpec(fromWire(wired), id);
  if (cellId(spec, codeDigest, sha256) === id) return { id, spec };
  throw new WorldwiseError("foreign-cell", {
    expected: `the cell ${id} of the code that runs here`, got: "another one under its name", todo: "run the experiment again",
  }, { id });
}

/** An answer for the queue. */
export const cellAnswer = ({ result, milliseconds }: Extract<CellReply, { result: unknown }>): CellAnswer =>
  ({ milliseconds, result: toWire(result) });

/** What came back for a cell. An answer that cannot be read is an error like any other. */
export function readAnswer(answer: unknown): CellReply {
  const { result, milliseconds } = (typeof answer === "object" && answer !== null ? answer : {}) as Partial<CellAnswer>; // checked below
  if (typeof milliseconds !== "number" || typeof result !== "object" || result === null) {
    return { error: "the queue held an answer that no worker of this version gives" };
  }
  return { result: fromWire(result) as CellResult, milliseconds }; // a worker with our code wrote it
}
