import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { scalarEvent, versionEvent } from "./event-message.ts";
import { eventRecord } from "./event-record.ts";
import { exportRun } from "./export-run.ts";
import type { ExportFolder } from "./fixtures/export-folder.ts";
import { exportFolder } from "./fixtures/export-folder.ts";
import { readEvents } from "./fixtures/read-events.ts";

let run: ExportFolder;
let target: string;
beforeAll(() => {
  run = exportFolder();
  target = join(run.folder.path, "events");
  exportRun(run.folder.path, { tensorboard: target });
});
afterAll(() => { run.remove(); });

const files = (): readonly string[] => readdirSync(target, { recursive: true, encoding: "utf8" }).filter((name) => name.includes("tfevents")).sort();

describe("one events file for each finished cell", () => {
  test("in folders of their studies, each with its labels and its end in its name", () => {
    const [first, second, fourth] = [0, 1, 3].map((index) => run.cells[index]!.id.slice(0, 8)) as [string, string, string]; // three of three
    expect(files()).toEqual([
      `first/0-1-1-${first}/events.out.tfevents.1767323045.worldwise`, `first/0-1-2-${second}/events.out.tfevents.0000000000.worldwise`,
      `first/1-1-2-${fourth}/events.out.tfevents.0000000000.worldwise`, `second/1-${first}/events.out.tfevents.1767323045.worldwise`,
    ]);
  });

  test("with every number of the cell, in single precision, at the time of its end, checksums and all", () => {
    const [version, ...events] = readEvents(readFileSync(join(target, files()[0]!)));
    const seconds = Date.UTC(2026, 0, 2, 3, 4, 5, 500) / 1000;
    expect(version).toEqual({ seconds, step: 0, version: "brain.Event:2" });
    const expected: readonly (readonly [tag: string, step: number, value: number])[] = [
      ["episode/return", 1, -5.25], ["episode/length", 1, 5], ["episode/return", 2, Number.NaN], ["episode/length", 2, 300],
      ["episode/return", 3, Infinity], ["episode/length", 3, 2], // 1e300 is beyond single precision
      ["evaluation/return", 2, 0.5], ["evaluation/length", 2, 2.5],
      ["quality/log-likelihood", 3, -0.125], ["quality/prediction-error-1", 3, 0.5], ["quality/prediction-error-10", 3, Number.NaN],
      ["agent/loss", 3, 0.75],
    ];
    expect(events).toEqual(expected.map(([tag, step, value]) => ({ seconds, step, tag, value })));
  });

  test("times that nobody noted are 0", () => {
    expect(new Set(readEvents(readFileSync(join(target, files()[1]!))).map(({ seconds }) => seconds))).toEqual(new Set([0]));
  });
});

describe("bytes", () => {
  test("the version record, written by hand", () => {
    const hex = Buffer.from(versionEvent(1)).toString("hex");
    expect(hex).toBe(`09000000000000f03f1a0d${Buffer.from("brain.Event:2").toString("hex")}`);
  });

  test("a number at a step of several bytes", () => {
    // 09 time | 10 step: 300 = 0xac 0x02 | 2a summary of 10 bytes | 0a value of 8 | 0a tag "a" | 15 float 1
    expect(Buffer.from(scalarEvent(0, { tag: "a", step: 300, value: 1 })).toString("hex")).toBe("09000000000000000010ac022a0a0a080a0161150000803f");
  });

  test.each([0, 1, 127, 128, 2 ** 31, 2 ** 40 + 3, Number.MAX_SAFE_INTEGER])("step %d comes back", (step) => {
    expect(readEvents(eventRecord(scalarEvent(0.5, { tag: "größe", step, value: -1 })))).toEqual([{ seconds: 0.5, step, tag: "größe", value: -1 }]);
  });

  test("any byte that is changed is found", () => {
    const record = eventRecord(scalarEvent(0, { tag: "a", step: 1, value: 1 }));
    for (let at = 8; at < record.length; at++) {
      const changed = Uint8Array.from(record);
      changed[at]! ^= 1;
      expect(() => readEvents(changed), String(at)).toThrow();
    }
  });
});
