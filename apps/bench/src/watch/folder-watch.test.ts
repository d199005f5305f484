import { appendFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { WatchedFolder } from "./fixtures/watched-folder.ts";
import { shortening, watchedFolder } from "./fixtures/watched-folder.ts";
import { folderWatch } from "./folder-watch.ts";

const opened: WatchedFolder[] = [];
const open = (): WatchedFolder => {
  const watched = watchedFolder();
  opened.push(watched);
  return watched;
};
afterEach(() => { for (const watched of opened.splice(0)) watched.remove(); });
const options = { now: () => Date.now() };

const listing = (folder: string): unknown => readdirSync(folder, { recursive: true, withFileTypes: true })
  .map((entry) => [entry.parentPath, entry.name, statSync(join(entry.parentPath, entry.name)).mtimeMs]);

describe("a folder that is not there", () => {
  test("is waited for, with words, until a run has begun there", () => {
    const { path, begin } = open();
    const watch = folderWatch(path, options);
    expect(watch.look()).toMatchObject({ state: "waiting", waitsFor: `a run folder at ${path}: there is none yet`, total: 0 });
    mkdirSync(path);
    expect(watch.look().waitsFor).toBe(`a manifest in ${path}: no run has begun there`);
    begin();
    expect(watch.look()).toMatchObject({ state: "running", title: "Two methods", total: 12, finished: 0, failed: 0 });
  });

  test("or holds a manifest that cannot be read: says what is wrong, and goes on when it is mended", () => {
    const { path, begin } = open();
    begin();
    const file = join(path, "manifest.json");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.slice(0, 100));
    const watch = folderWatch(path, options);
    expect(watch.look().state).toBe("waiting");
    expect(watch.look().waitsFor).toContain("a manifest that can be read. expected");
    writeFileSync(file, text);
    expect(watch.look()).toMatchObject({ state: "running", total: 12 });
  });
});

describe("a sweep", () => {
  test("is followed run by run; a failure that is finished later is none", () => {
    const { path, folder, cells, begin } = open();
    begin();
    const watch = folderWatch(path, options);
    folder.commit(cells[0]!, shortening(9));
    folder.fail(cells[1]!, "Error: first");
    folder.fail(cells[2]!, "Error: second");
    folder.fail(cells[1]!, "Error: again");
    expect(watch.look()).toMatchObject({
      state: "running", finished: 1, failed: 2, unread: 0, studies: [{ title: "Corridors", total: 12, finished: 1, failed: 2 }],
      failures: [{ id: cells[1]!.id, study: "corridors", error: "Error: again" }, { id: cells[2]!.id, error: "Error: second" }],
    });
    folder.commit(cells[1]!, shortening(9));
    expect(watch.look()).toMatchObject({ finished: 2, failed: 1, failures: [{ id: cells[2]!.id }] });
    for (const cell of cells) folder.commit(cell, shortening(7));
    expect(watch.look()).toMatchObject({ state: "over", finished: 12, failed: 0, failures: [] });
  });

  test("ends where the others have failed", () => {
    const { path, folder, cells, begin } = open();
    begin();
    cells.forEach((cell, index) => { if (index < 5) folder.commit(cell, shortening(9)); else folder.fail(cell, "Error"); });
    expect(folderWatch(path, options).look()).toMatchObject({ state: "over", finished: 5, failed: 7 });
  });

  test("stands still when nothing has come for long", () => {
    const { path, begin } = open();
    begin();
    let later = 0;
    const watch = folderWatch(path, { now: () => options.now() + later });
    expect(watch.look().state).toBe("running");
    later = 3_600_000;
    expect(watch.look().state).toBe("still");
    expect(watch.look().secondsStill).toBeGreaterThan(3500);
  });

  test("is read once: what is committed is not opened again, and nothing is ever written", () => {
    const { path, folder, cells, begin } = open();
    begin();
    folder.commit(cells[0]!, shortening(9));
    const watch = folderWatch(path, options);
    const before = listing(path);
    const [curve] = watch.look().curves;
    expect(curve!.lines()[0]!.points[0]).toEqual({ x: 1, y: 9 });
    expect(listing(path)).toEqual(before);
    writeFileSync(join(path, "cells", `${cells[0]!.id}.jsonl`), "something else");
    expect(watch.look()).toMatchObject({ finished: 1, damaged: [] });
  });

  test("with a damaged file: names it, does not count it, and reads it when it is mended", () => {
    const { path, folder, cells, begin } = open();
    begin();
    folder.commit(cells[0]!, shortening(9));
    const file = join(path, "cells", `${cells[0]!.id}.jsonl`);
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace("9", "8"));
    const watch = folderWatch(path, options);
    watch.look();
    const { finished, damaged } = watch.look();
    expect([finished, damaged.length]).toEqual([0, 1]);
    expect(damaged[0]).toContain(`${cells[0]!.id}.jsonl`);
    writeFileSync(file, text);
    expect(watch.look()).toMatchObject({ finished: 1, damaged: [] });
  });

  test("of many runs is read in pieces, while its counts are there at once", () => {
    const { path, folder, cells, begin } = open();
    begin();
    for (const cell of cells) folder.commit(cell, shortening(9));
    let time = 0;
    const watch = folderWatch(path, { now: () => (time += 100), mostReading: 250 });
    const counts = Array.from({ length: 8 }, () => watch.look()).map(({ finished, unread }) => [finished, unread]);
    expect(counts[0]).toEqual([12, 10]);
    expect(counts.at(-1)).toEqual([12, 0]);
  });

  test("files that are none of its runs are passed over, and so are torn lines", () => {
    const { path, folder, cells, begin } = open();
    begin();
    writeFileSync(join(path, "cells", "ffff.jsonl"), "of other code");
    writeFileSync(join(path, "cells", `${cells[0]!.id}.jsonl.77.tmp`), "half");
    const watch = folderWatch(path, options);
    appendFileSync(join(path, "failures.jsonl"), `{"id":"ffff","error":"of another run"}\nnot json\n{"id":"${cells[3]!.id}","err`);
    expect(watch.look()).toMatchObject({ finished: 0, failed: 0 });
    appendFileSync(join(path, "failures.jsonl"), `or":"told in two pieces"}\n`);
    expect(watch.look().failures).toMatchObject([{ error: "told in two pieces" }]);
    writeFileSync(join(path, "failures.jsonl"), "");
    expect(watch.look().failures).toEqual([]);
    folder.fail(cells[4]!, "Error: new");
    expect(watch.look().failures).toMatchObject([{ error: "Error: new" }]);
  });
});
