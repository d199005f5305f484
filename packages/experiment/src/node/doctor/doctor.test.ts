import { spawnSync } from "node:child_process";
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { canonicalJson } from "../../canonical-json.ts";
import { cell, resultOf } from "../../fixtures/results.ts";
import { sha256 } from "../code-digest.ts";
import { removePlanted, temporaryFolder } from "../fixtures/planted-packages.ts";
import { corridorCells, corridorRun, finishedFolder, resultOfCell } from "../fixtures/run-folders.ts";
import type { RunFolder } from "../run-folder.ts";
import { runFolder } from "../run-folder.ts";
import type { FindingKind } from "./finding.ts";
import { inspectRunFolder } from "./inspect-folder.ts";
import { mendFinding } from "./mend.ts";

afterAll(removePlanted);

const kinds = (path: string): readonly FindingKind[] => inspectRunFolder(path).map(({ kind }) => kind);
const mendAll = (path: string): readonly (string | undefined)[] => inspectRunFolder(path).map((finding) => mendFinding(path, finding));
const cellName = (index: number): string => `cells/${corridorCells[index]!.id}.jsonl`;
/** The texts of all files, in no particular place: what is mended may move, but is never lost. */
const texts = (path: string): readonly string[] => readdirSync(path, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile()).map(({ parentPath, name }) => readFileSync(join(parentPath, name), "utf8"));

interface Fault {
  readonly found: readonly FindingKind[];
  /** After everything was mended. */
  readonly left: readonly FindingKind[];
  harm(folder: RunFolder): void;
}

const gone = spawnSync(process.execPath, ["-e", ""]).pid;

const faults: Readonly<Record<string, Fault>> = {
  "nothing": { found: [], left: [], harm: () => undefined },
  "a torn cell": {
    found: ["damaged-cell", "missing-results"], left: ["missing-results"],
    harm: ({ path }) => { writeFileSync(join(path, cellName(3)), readFileSync(join(path, cellName(3)), "utf8").slice(0, -20)); },
  },
  "an empty cell": { found: ["damaged-cell", "missing-results"], left: ["missing-results"], harm: ({ path }) => { writeFileSync(join(path, cellName(3)), ""); } },
  "a changed cell": {
    found: ["damaged-cell", "missing-results"], left: ["missing-results"],
    harm: ({ path }) => { writeFileSync(join(path, cellName(3)), readFileSync(join(path, cellName(3)), "utf8").replace('"steps":7', '"steps":8')); },
  },
  "a cell that was lost": { found: ["missing-results"], left: ["missing-results"], harm: ({ path }) => { rmSync(join(path, cellName(3))); } },
  "a renamed cell": {
    found: ["renamed-cell", "missing-results"], left: [],
    harm: ({ path }) => { renameSync(join(path, cellName(3)), join(path, "cells/best.jsonl")); },
  },
  "two cells in each other's place": {
    found: ["renamed-cell", "renamed-cell", "missing-results"], left: ["missing-results"],
    harm: ({ path }) => {
      renameSync(join(path, cellName(3)), join(path, "x"));
      renameSync(join(path, cellName(4)), join(path, cellName(3)));
      renameSync(join(path, "x"), join(path, cellName(4)));
    },
  },
  "a copy of a cell": { found: ["renamed-cell"], left: [], harm: ({ path }) => { copyFileSync(join(path, cellName(3)), join(path, "cells/copy.jsonl")); } },
  "a file of somebody's": { found: ["stranger"], left: [], harm: ({ path }) => { writeFileSync(join(path, "cells/notes.txt"), "mine"); } },
  "a cell whose name leads elsewhere": {
    found: ["stranger"], left: [], harm: (folder) => {
      mkdirSync(join(folder.path, "cells/x"));
      folder.commit(cell("x/../../outside"), resultOf([1]));
      renameSync(join(folder.path, "outside.jsonl"), join(folder.path, "cells/inside.jsonl"));
      rmSync(join(folder.path, "cells/x"), { recursive: true });
    },
  },
  "results of other code": { found: ["other-cells"], left: ["other-cells"], harm: (folder) => { folder.commit(cell("feed"), resultOf([1])); } },
  "a torn line at the end": { found: ["torn-lines"], left: [], harm: ({ path }) => { appendFileSync(join(path, "timings.jsonl"), '{"id":"a'); } },
  "a torn line in the middle": {
    found: ["torn-lines"], left: [], harm: (folder) => {
      folder.fail(corridorCells[0]!, "first");
      appendFileSync(join(folder.path, "failures.jsonl"), '{"id":"a');
      folder.fail(corridorCells[1]!, "second");
    },
  },
  "a torn attempt": {
    found: ["damaged-attempt"], left: [], harm: (folder) => {
      folder.fail(corridorCells[0]!, "broke", resultOf([1]));
      appendFileSync(join(folder.path, "attempts", `${corridorCells[0]!.id}.1.jsonl`), "x");
    },
  },
  "a damaged manifest": { found: ["damaged-manifest"], left: [], harm: ({ path }) => { writeFileSync(join(path, "manifest.json"), "{"); } },
  "no manifest": { found: ["missing-manifest"], left: [], harm: ({ path }) => { rmSync(join(path, "manifest.json")); } },
  "no manifest, and no copy": {
    found: ["missing-manifest"], left: ["missing-manifest"], harm: ({ path }) => { for (const name of ["manifest.json", "manifests"]) rmSync(join(path, name), { recursive: true }); },
  },
  "what a killed writer left": { found: ["leftover"], left: [], harm: ({ path }) => { writeFileSync(join(path, `cells/a.jsonl.${gone}.tmp`), "half"); } },
  "a killed coordinator": {
    found: ["coordinator"], left: [],
    harm: ({ path }) => { writeFileSync(join(path, "coordinator.x.json"), JSON.stringify({ host: hostname(), processId: gone })); },
  },
  "a coordinator elsewhere": {
    found: ["coordinator"], left: ["coordinator"],
    harm: ({ path }) => { writeFileSync(join(path, "coordinator.x.json"), '{"host":"elsewhere","processId":1}'); },
  },
};

describe("each fault is found, named, and mended as far as it can be", () => {
  test.each(Object.entries(faults))("%s", (_, { found, left, harm }) => {
    const folder = finishedFolder();
    harm(folder);
    const before = texts(folder.path);
    expect(kinds(folder.path)).toEqual(found);
    expect(texts(folder.path)).toEqual(before); // looking changes nothing
    mendAll(folder.path);
    expect(kinds(folder.path)).toEqual(left);
    expect(texts(folder.path)).toEqual(expect.arrayContaining([...before])); // nothing is deleted
    expect(mendAll(folder.path).every((done) => done === undefined)).toBe(true); // once is enough
  });
});

describe("after mending", () => {
  test("the good lines are those that were there, in order, and results are as they were", () => {
    const folder = finishedFolder();
    appendFileSync(join(folder.path, "timings.jsonl"), '{"id":"a\n{"id":"b"}\nnull\n');
    renameSync(join(folder.path, cellName(3)), join(folder.path, "cells/best.jsonl"));
    mendAll(folder.path);
    const lines = readFileSync(join(folder.path, "timings.jsonl"), "utf8").trimEnd().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual([...corridorCells.map(({ id }) => id), "b"]); // as `time` wrote them
    corridorCells.forEach((each, index) => { expect(folder.read(each)).toEqual(resultOfCell(index)); });
  });

  test("of several copies the manifest comes back that most of the results belong to", () => {
    const folder = finishedFolder();
    const manifest = folder.manifest();
    for (const codeDigest of ["aaaa", "zzzz"]) folder.begin({ ...corridorRun, codeDigest });
    writeFileSync(join(folder.path, "manifest.json"), "{");
    mendAll(folder.path);
    expect(folder.manifest()).toEqual(manifest);
  });

  test("missing results are told with their places, and a run makes them", () => {
    const folder = finishedFolder();
    for (const index of [0, 1, 2, 3]) rmSync(join(folder.path, cellName(index)));
    expect(inspectRunFolder(folder.path)[0]!.says).toMatch(/^4 of 12 results are missing: step-sizes cells 3, method slow, seed 1; [^;]*; [^;]*; … \(run/);
    expect(folder.unfinished(corridorCells)).toEqual(corridorCells.slice(0, 4));
  });
});

describe("a run on a folder with damaged cells", () => {
  test("sets them aside, says so, and finds their cells unfinished; the other ones stay", () => {
    const folder = finishedFolder();
    writeFileSync(join(folder.path, cellName(5)), "half");
    const notices: string[] = [];
    expect(folder.unfinished(corridorCells, (notice) => notices.push(notice))).toEqual([corridorCells[5]]);
    expect(notices).toEqual([`${cellName(5)} is damaged; it was moved to set-aside/${cellName(5)}.1, and its cell runs again`]);
    expect(readFileSync(join(folder.path, `set-aside/${cellName(5)}.1`), "utf8")).toBe("half");
    expect(folder.commit(corridorCells[5]!, resultOfCell(5))).toBe(true);
    expect(kinds(folder.path)).toEqual([]);
  });
});

describe("what is not looked through", () => {
  test("a folder of a newer version: only that is said, and nothing is mended", () => {
    const folder = finishedFolder();
    const content = { format: 7, packages: {} };
    writeFileSync(join(folder.path, "manifest.json"), JSON.stringify({ ...content, hash: sha256(canonicalJson(content)) }));
    writeFileSync(join(folder.path, cellName(3)), "a form that is yet unknown");
    const before = texts(folder.path);
    expect(kinds(folder.path)).toEqual(["newer-format"]);
    expect(mendAll(folder.path)).toEqual([undefined]);
    expect(texts(folder.path)).toEqual(before);
  });

  test("a folder that holds no run, nothing, and a file", () => {
    const empty = temporaryFolder();
    expect(() => inspectRunFolder(empty)).toThrow(expect.objectContaining({ code: "no-run" }));
    expect(() => inspectRunFolder(join(empty, "none"))).toThrow(expect.objectContaining({ code: "no-run" }));
    writeFileSync(join(empty, "file"), "");
    expect(() => inspectRunFolder(join(empty, "file"))).toThrow(/a file in the place of a folder/);
    expect(existsSync(join(empty, "file"))).toBe(true);
    expect(() => runFolder(empty).manifest()).toThrow(/no such file/);
  });
});
