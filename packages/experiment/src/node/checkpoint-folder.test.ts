import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CheckpointFolder } from "./checkpoint-folder.ts";
import { checkpointFolder } from "./checkpoint-folder.ts";

let path: string;
let folder: CheckpointFolder;
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), "worldwise-checkpoints-"));
  folder = checkpointFolder(join(path, "checkpoints"));
  folder.begin();
});
afterEach(() => { rmSync(path, { recursive: true, force: true }); });

const file = (id: string): string => join(path, "checkpoints", id);
const bytes = Uint8Array.of(10, 0, 123, 255, 10);

test("gives back what was saved last, byte for byte, until it is removed", () => {
  expect(folder.load("ab1")).toBeUndefined();
  folder.save("ab1", { bytes: bytes.slice(1), milliseconds: 3 });
  folder.save("ab1", { bytes, milliseconds: 12.5 });
  const { bytes: loaded, milliseconds } = folder.load("ab1")!;
  expect([[...loaded], milliseconds]).toEqual([[...bytes], 12.5]);
  expect(folder.ids()).toEqual(["ab1"]);
  folder.remove("ab1");
  folder.remove("ab1");
  expect([folder.load("ab1"), folder.ids()]).toEqual([undefined, []]);
});

test("a folder that was never begun has none", () => {
  const absent = checkpointFolder(join(path, "nowhere"));
  expect([absent.load("ab1"), absent.ids()]).toEqual([undefined, []]);
});

test("begin removes what writers that are gone left behind, and nothing else", () => {
  folder.save("ab1", { bytes, milliseconds: 0 });
  writeFileSync(file("ab1.999999999.tmp"), "torn");
  folder.begin();
  expect(readdirSync(join(path, "checkpoints"))).toEqual(["ab1"]);
});

describe("a file that is of no use is named, and can be set aside", () => {
  test.each<[string, (whole: Buffer) => Uint8Array, RegExp]>([
    ["cut off", (whole) => whole.subarray(0, -1), /4 bytes in place of 5/],
    ["without its first line", () => bytes, /torn or changed/],
    ["of another cell", (whole) => Buffer.from(whole.toString("latin1").replace("ab1", "ab2"), "latin1"), /checkpoint of the cell "ab2"/],
    ["of a later format", (whole) => Buffer.from(whole.toString("latin1").replace('"format":1', '"format":2'), "latin1"), /format 2/],
    ["empty", () => Buffer.alloc(0), /torn or changed/],
  ])("%s", (_, change, message) => {
    folder.save("ab1", { bytes, milliseconds: 0 });
    writeFileSync(file("ab1"), change(readFileSync(file("ab1"))));
    expect(() => folder.load("ab1")).toThrow(expect.objectContaining({ code: "damaged-file", facts: { file: file("ab1") } }));
    expect(() => folder.load("ab1")).toThrow(message);
    expect(folder.setAside("ab1")).toBe(join(path, "set-aside/checkpoints/ab1.1"));
    expect([folder.load("ab1"), folder.ids(), readdirSync(join(path, "checkpoints"))]).toEqual([undefined, [], []]);
  });
});
