import type { Cell, CellSpec } from "@worldwise/experiment";
import { cellId } from "@worldwise/experiment";
import { sha256 } from "@worldwise/experiment/node";
import { describe, expect, test } from "vitest";
import { cellAnswer, cellRequest, readAnswer, readRequest } from "./cell-message.ts";
import { cellIdOf, jobIdOf, queueName } from "./names.ts";

const spec: CellSpec = { environment: { use: "env-tabular/dynaMaze" }, agent: { use: "agents/modelFree" }, seed: 3, budget: { episodes: 2 } };
const cell: Cell = { study: "study", point: { seed: "3" }, spec, id: cellId(spec, "c0de", sha256) };
const request = JSON.parse(JSON.stringify(cellRequest(cell))) as ReturnType<typeof cellRequest>; // as the queue keeps it

describe("a request", () => {
  test("is read as the cell that it is named for", () => {
    expect(readRequest(cell.id, request, "c0de")).toEqual({ id: cell.id, spec });
  });

  test.each<[string, string, object, string]>([
    ["of other code", cell.id, request, "c0d3"],
    ["under another name", sha256("x").slice(0, 32), request, "c0de"],
    ["with another seed", cell.id, { spec: { ...spec, seed: 4 } }, "c0de"],
  ])("%s is refused", (_, id, changed, code) => {
    expect(() => readRequest(id, changed as typeof request, code)).toThrow(expect.objectContaining({ code: "foreign-cell" }));
  });

  test("that is no cell is refused", () => {
    expect(() => readRequest(cell.id, { spec: { environment: 3 } }, "c0de")).toThrow(/a cell of/);
  });
});

describe("an answer", () => {
  test("comes back exactly", () => {
    const reply = { milliseconds: 1.5, result: { episodes: [{ episode: 1, steps: 2, return: Number.NaN, terminated: true }], evaluations: [], metrics: { zero: -0 } } };
    expect(readAnswer(JSON.parse(JSON.stringify(cellAnswer(reply))))).toEqual(reply);
  });

  test.each([undefined, null, "text", {}, { milliseconds: 1 }, { result: {} }, { milliseconds: 1, result: "text" }])("that cannot be read is an error: %o", (answer) => {
    expect(readAnswer(answer)).toEqual({ error: expect.stringContaining("no worker of this version") as string });
  });
});

test("names of jobs have a letter first, no colon, and give the cell back", () => {
  expect(jobIdOf({ id: "0".repeat(32) })).toMatch(/^[a-z][a-z0-9]+$/);
  expect(cellIdOf(jobIdOf(cell))).toBe(cell.id);
  expect(queueName("a".repeat(64))).not.toContain(":");
});
