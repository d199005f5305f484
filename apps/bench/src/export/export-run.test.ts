import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openCsvTable } from "./csv-table.ts";
import { exportRun } from "./export-run.ts";
import type { ExportFolder } from "./fixtures/export-folder.ts";
import { exportFolder } from "./fixtures/export-folder.ts";
import { openParquetTable } from "./parquet-table.ts";
import type { OpenTable } from "./table.ts";

let run: ExportFolder;
const at = (name: string): string => join(run.folder.path, name);
beforeAll(() => {
  run = exportFolder();
  exportRun(run.folder.path, { parquet: at("parquet"), csv: at("csv") });
});
afterAll(() => { run.remove(); });

async function rowsOf(file: string): Promise<readonly unknown[]> {
  const bytes = readFileSync(file);
  return parquetReadObjects({ file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) });
}

describe("Parquet", () => {
  test("a row for each planned cell, finished or not, with its labels; what is not there is null", async () => {
    const [first, second, third, fourth] = run.cells.map(({ id }) => id) as [string, string, string, string]; // five cells
    const none = { "model-error.probability": null, "model-error.planned-value": null, "model-error.optimal-value": null, "model-error.variance": null };
    const exact = { "exact.policy": 0.25, "exact.optimal": 1, "exact.uniform": 0, ...none };
    expect(await rowsOf(at("parquet/cells.parquet"))).toEqual([
      { "cell": first, "study": "first", "axis.rate": "0.1", "axis.seed": "1", "finished": true, "milliseconds": 12.5, ...exact },
      { "cell": second, "study": "first", "axis.rate": "0.1", "axis.seed": "2", "finished": true, "milliseconds": 1, ...exact },
      {
        "cell": third, "study": "first", "axis.rate": "=1+1", "axis.seed": "1", "finished": false, "milliseconds": null, ...none,
        "exact.policy": null, "exact.optimal": null, "exact.uniform": null,
      },
      { "cell": fourth, "study": "first", "axis.rate": "=1+1", "axis.seed": "2", "finished": true, "milliseconds": null, ...exact },
      { "cell": first, "study": "second", "axis.rate": null, "axis.seed": "1", "finished": true, "milliseconds": 12.5, ...exact },
    ]);
  });

  test("episodes, evaluations and measures of each distinct cell once, metrics in each study; NaN stays NaN", async () => {
    const ids = [0, 1, 3].map((index) => run.cells[index]!.id);
    const { episodes, evaluations, metrics } = run.result;
    expect(await rowsOf(at("parquet/episodes.parquet"))).toEqual(ids.flatMap((cell) => episodes.map((episode) => ({ cell, ...episode }))));
    expect(await rowsOf(at("parquet/evaluations.parquet"))).toEqual(ids.flatMap((cell) => evaluations.map((record) => ({ cell, ...record }))));
    expect(await rowsOf(at("parquet/quality.parquet"))).toEqual(ids.flatMap((cell) => [
      { cell, episode: 3, name: "log-likelihood", horizon: null, value: -0.125 },
      { cell, episode: 3, name: "prediction-error", horizon: 1, value: 0.5 }, { cell, episode: 3, name: "prediction-error", horizon: 10, value: Number.NaN },
    ]));
    const own = { of: "agent", name: "loss", value: metrics["loss"] };
    expect(await rowsOf(at("parquet/metrics.parquet"))).toEqual([
      ...ids.flatMap((cell) => [{ cell, study: "first", of: "study", name: "steps", value: 307 }, { cell, study: "first", ...own }]),
      { cell: ids[0], study: "second", of: "study", name: "best", value: Number.NaN }, { cell: ids[0], study: "second", ...own },
    ]);
  });
});

describe("CSV", () => {
  test("the same tables; empty where there is nothing, and no formulas for spreadsheets", () => {
    const lines = (name: string): readonly string[] => readFileSync(at(`csv/${name}.csv`), "utf8").trimEnd().split("\n");
    expect(lines("cells")[0]).toMatch(/^cell,study,axis\.rate,axis\.seed,finished,milliseconds,exact\.policy/);
    expect(lines("cells")[3]).toBe(`${run.cells[2]!.id},first,'=1+1,1,0,,,,,,,,`);
    expect(lines("episodes")).toHaveLength(10);
    expect(lines("episodes").slice(0, 3)).toEqual(["cell,episode,steps,return,terminated", `${run.cells[0]!.id},1,5,-5.25,1`, `${run.cells[0]!.id},2,300,,0`]);
    expect(lines("quality")).toHaveLength(10);
    expect(lines("metrics")).toHaveLength(9);
  });
});

describe.each<[string, OpenTable]>([["Parquet", openParquetTable], ["CSV", openCsvTable]])("a table as %s", (form, open) => {
  const head = { name: `large-${form}`, columns: [{ name: "text", type: "text" }, { name: "number", type: "number", optional: true }] } as const;
  const file = (): string => at(`large-${form}.${form.toLowerCase()}`);

  test("of more rows than are held in memory comes back whole and in order; before it is closed nothing is there", async () => {
    const [count, table] = [70_001, open(run.folder.path, head)];
    for (let row = 0; row < count; row++) table.add([`row ${row}`, row % 3 === 0 ? undefined : row / 8]);
    expect(existsSync(file())).toBe(false);
    table.close();
    if (form === "CSV") {
      const lines = readFileSync(file(), "utf8").split("\n");
      expect([lines.length, lines[0], lines[1], lines[count]]).toEqual([count + 2, "text,number", "row 0,", `row ${count - 1},${(count - 1) / 8}`]);
    } else {
      const rows = await rowsOf(file());
      expect([rows.length, rows[0], rows[count - 1]]).toEqual([count, { text: "row 0", number: null }, { text: `row ${count - 1}`, number: (count - 1) / 8 }]);
    }
    expect(readdirSync(run.folder.path).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test("of no rows has its columns", async () => {
    open(run.folder.path, head).close();
    if (form === "CSV") expect(readFileSync(file(), "utf8")).toBe("text,number\n");
    else expect(await rowsOf(file())).toEqual([]);
  });

  test.runIf(existsSync("/dev/full"))("on a full disk ends in words", () => {
    symlinkSync("/dev/full", `${at(`full.${form.toLowerCase()}`)}.${process.pid}.tmp`);
    expect(() => {
      const table = open(run.folder.path, { ...head, name: "full" });
      for (let row = 0; row < 100_000; row++) table.add([`row ${row}`, row]);
      table.close();
    }).toThrow(/no space left on the disk/);
  });
});

test("a damaged cell is named, and a file in the place of the target, too", () => {
  const damaged = exportFolder();
  try {
    const file = join(damaged.folder.path, "cells", `${damaged.cells[1]!.id}.jsonl`);
    writeFileSync(join(damaged.folder.path, "taken"), "");
    expect(() => exportRun(damaged.folder.path, { csv: join(damaged.folder.path, "taken") })).toThrow(/a file in the place of a folder/);
    writeFileSync(file, "half");
    expect(() => exportRun(damaged.folder.path, { csv: join(damaged.folder.path, "csv") })).toThrow(expect.objectContaining({ code: "damaged-file", facts: { file } }));
  } finally {
    damaged.remove();
  }
});
