import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { followJournal, writeEntry } from "./task-journal.ts";

const folder = mkdtempSync(join(tmpdir(), "worldwise-journal-"));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

test("a follower gets each entry once, whole ones only, and passes over half a line of a task that was killed", () => {
  const file = join(folder, "0.jsonl");
  const follow = followJournal(file);
  expect(follow()).toEqual([]);
  writeEntry(file, { kind: "begin", host: "é" });
  expect(follow()).toEqual([{ kind: "begin", host: "é" }]);
  expect(follow()).toEqual([]);
  appendFileSync(file, `{"kind":"start","id":"a"}\n{"kind":"fin`);
  expect(follow()).toEqual([{ kind: "start", id: "a" }]);
  writeEntry(file, { kind: "begin", host: "again" });
  writeEntry(file, { kind: "finish", id: "a", milliseconds: 1.5 });
  expect(follow()).toEqual([{ kind: "begin", host: "again" }, { kind: "finish", id: "a", milliseconds: 1.5 }]);
});
