import type { Box, Discrete } from "@worldwise/protocol";
import { box, discrete, WorldwiseError } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { batchWithExtras } from "../batch-with-extras.ts";
import { datasetOf } from "../dataset-of.ts";
import type { DecodedDataset, RecordedDataset } from "./index.ts";
import { decodeJsonLines, decodeParquet, encodeJsonLines, encodeParquet } from "./index.ts";

type Data = RecordedDataset<Box<"float32", readonly [number]>, Discrete>;

/** Three episodes of four transitions; the observation counts from 0, and an episode's last one is x.5. */
function recorded(): Data {
  const problem = { observation: box("float32", [-Infinity], [Infinity]), action: discrete(2), discount: 0.5 } as const;
  const batch = batchWithExtras(problem, 12);
  for (let t = 0; t < 12; t++) {
    batch.observation[t] = t;
    batch.nextObservation[t] = t % 4 === 3 ? t + 0.5 : t + 1;
    batch.reward[t] = t;
    batch.discount[t] = t % 4 === 3 ? 0 : 0.5;
    batch.last[t] = Number(t % 4 === 3);
  }
  batch.size = 12;
  return { problem, data: datasetOf(batch) };
}

const read = (back: Pick<DecodedDataset, "batch" | "data">): { at: number[]; next: number[]; follow: number[] } => ({
  at: [...back.batch.observation.subarray(0, back.batch.size)], next: [...back.batch.nextObservation.subarray(0, back.batch.size)],
  follow: Array.from({ length: back.data.size }, (_, index) => back.data.follow(index)),
});

async function codeOf(decode: () => unknown): Promise<string> {
  try {
    await decode();
    return "read";
  } catch (error) {
    return WorldwiseError.is(error) ? error.code : `another error: ${String(error)}`;
  }
}

const flipped = (bytes: Uint8Array, bit: number): Uint8Array => {
  const changed = bytes.slice();
  changed[bit >> 3] = changed[bit >> 3]! ^ (1 << (bit & 7));
  return changed;
};

describe("JSON Lines", () => {
  const text = new TextDecoder().decode(encodeJsonLines(recorded()));
  const lines = text.trimEnd().split("\n"); // a head and 15 rows: 0 1 2 3 3.5, 4 5 6 7 7.5, 8 9 10 11 11.5
  const encode = (some: readonly (string | undefined)[]): Uint8Array => new TextEncoder().encode(some.map((line) => `${line ?? ""}\n`).join(""));
  const decode = (bytes: Uint8Array): ReturnType<typeof decodeJsonLines> => decodeJsonLines(bytes, { name: "run.jsonl" });

  test("are strict JSON with Minari's names", () => {
    expect(JSON.parse(lines[0]!)).toMatchObject({
      format: "worldwise-dataset", format_version: 1, observation_space: "{\"type\": \"Box\", \"dtype\": \"float32\", \"shape\": [1], \"low\": [-Infinity], \"high\": [Infinity]}",
      action_space: "{\"type\": \"Discrete\", \"dtype\": \"int64\", \"start\": 0, \"n\": 2}", total_episodes: 3, total_steps: 12, total_rows: 15,
    });
    expect(JSON.parse(lines[4]!)).toMatchObject({
      row: 3, episode_id: 0, observations: [3], actions: 0, rewards: 3, discounts: 0, terminations: true, truncations: false,
    });
    expect(JSON.parse(lines[5]!)).toMatchObject({ row: 4, episode_id: 0, is_last: true, observations: [3.5] });
  });

  test("that end in the middle of a line keep all before", () => {
    const back = decode(new TextEncoder().encode(text.slice(0, text.length - 30)));
    expect(read(back).at).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(read(back).follow.slice(-3)).toEqual([9, 10, -1]);
    expect(back.damage).toEqual([{
      file: "run.jsonl", place: "line 16", expected: "a whole, unchanged line", got: expect.stringContaining("without a checksum") as string, lostRows: 1,
    }]);
    expect(back.lostTransitions).toBe(1);
  });

  test("that end between lines say how many are missing", () => {
    const back = decode(encode(lines.slice(0, 8)));
    expect([read(back).at, back.damage, back.lostTransitions]).toEqual([
      [0, 1, 2, 3, 4], [{ file: "run.jsonl", place: "the end", expected: "15 rows", got: "7", lostRows: 8 }], 7,
    ]);
  });

  test("with a damaged line in the middle lose what it showed, and nothing is followed over it", () => {
    const back = decode(encode(lines.map((line, at) => (at === 7 ? line.replace("\"rewards\":5", "\"rewards\":6") : line))));
    expect(read(back)).toEqual({
      at: [0, 1, 2, 3, 6, 7, 8, 9, 10, 11], next: [1, 2, 3, 3.5, 7, 7.5, 9, 10, 11, 11.5], follow: [1, 2, 3, -1, 5, -1, 7, 8, 9, -1],
    });
    expect([back.damage.map(({ place, lostRows }) => [place, lostRows]), back.lostTransitions]).toEqual([[["line 8", 1]], 2]);
  });

  test("that lack a line know it, for rows are numbered", () => {
    const back = decode(encode(lines.filter((_, at) => at !== 7)));
    expect([read(back).at, back.damage]).toEqual([
      [0, 1, 2, 3, 6, 7, 8, 9, 10, 11], [{ file: "run.jsonl", place: "line 8", expected: "row 6", got: "row 7", lostRows: 1 }],
    ]);
  });

  test("of a later version, of something else, or of nothing are refused", async () => {
    expect(() => decode(encode([lines[0]!.replace("\"format_version\":1", "\"format_version\":2").replace(/,"crc32":\d+/, "")])))
      .toThrow("expected format version 1 in run.jsonl\n     got 2\n   to do read it with the release that wrote it, or a later one");
    for (const bytes of [encode(["{\"a\":1}"]), encode(["hello"]), encode(["[]"]), new Uint8Array(0), encode([""])]) {
      expect(await codeOf(() => decode(bytes))).toBe("damaged-dataset");
    }
    expect(() => decode(encode([lines[0]!.replace("\"discount\":0.5", "\"discount\":0.4"), ...lines.slice(1)]))).toThrow("a head, as the first line, in run.jsonl");
  });

  test("never pass off a changed bit as data", async () => {
    const bytes = encodeJsonLines(recorded());
    const whole = read(decode(bytes));
    for (let byte = 0; byte < bytes.length; byte += 3) {
      const changed = flipped(bytes, 8 * byte + byte % 8);
      if (await codeOf(() => decode(changed)) !== "read") continue;
      const back = decode(changed);
      if (back.damage.length === 0) expect(read(back)).toEqual(whole); // the bit was none of the data's: a letter of "crc32" in the head
      else expect(read(back).at.filter((at) => !whole.at.includes(at))).toEqual([]);
    }
  });

  test("by another hand need no checksums and no numbers of rows", () => {
    const plain = lines.map((line) => line.replace(/,"crc32":\d+/, "").replace(/"row":\d+,/, "").replace(/"total_\w+":\d+,/g, ""));
    const back = decode(encode(plain));
    expect([read(back).at, back.damage, back.lostTransitions]).toEqual([[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [], 0]);
    const broken = decode(encode(plain.map((line, at) => (at === 2 ? line.replace("\"actions\":0", "\"actions\":2") : at === 10 ? "" : line))));
    expect(broken.damage.map(({ place, expected }) => [place, expected])).toEqual([
      ["line 3", "actions: a whole number from 0 to 1"], ["line 11", "a whole, unchanged line"],
    ]);
    expect(read(broken).at).toEqual([2, 3, 4, 5, 6, 8, 9, 10, 11]);
    expect(decode(encode(plain.filter((_, at) => at !== 5))).damage.map(({ expected }) => expected)).toEqual(["the last observation of episode 0"]);
  });
});

describe("Parquet", () => {
  const bytes = encodeParquet(recorded(), { rowsPerGroup: 4 }); // 0 1 2 3 | 3.5 4 5 6 | 7 7.5 8 9 | 10 11 11.5
  const decode = (some: Uint8Array): ReturnType<typeof decodeParquet> => decodeParquet(some, { name: "run.parquet" });

  test("that is cut off anywhere says that the index is at the end", async () => {
    for (let length = 0; length < bytes.length; length++) expect(await codeOf(() => decode(bytes.subarray(0, length)))).toBe("damaged-dataset");
    await expect(decode(bytes.subarray(0, 500))).rejects
      .toThrow("expected PAR1 as the last four bytes in run.parquet\n     got a file of 500 bytes that ends otherwise\n   to do use an earlier copy: a Parquet file has its index");
    await expect(decode(new TextEncoder().encode("PAR1 nothing else PAR1"))).rejects.toThrow("got one that would begin before the file of 22 bytes");
  });

  test("with a damaged row group keeps the others, and nothing is followed over it", async () => {
    const changed = bytes.slice();
    changed.fill(0xff, 420, 424); // in the second of the groups, which are all of about the same length
    const back = await decode(changed);
    expect(back.damage).toEqual([{
      file: "run.parquet", place: "row group 2", expected: "a whole, unchanged row group", got: expect.stringContaining("the checksum") as string, lostRows: 4,
    }]);
    expect(read(back)).toEqual({ at: [0, 1, 2, 7, 8, 9, 10, 11], next: [1, 2, 3, 7.5, 9, 10, 11, 11.5], follow: [1, 2, -1, -1, 5, 6, 7, -1] });
    expect(back.lostTransitions).toBe(4);
  });

  test("never passes off a changed bit as data", async () => {
    const whole = read(await decode(bytes));
    let kept = 0;
    for (let byte = 0; byte < bytes.length; byte += 7) {
      const changed = flipped(bytes, 8 * byte + byte % 8);
      const code = await codeOf(() => decode(changed));
      expect(code).toMatch(/^(read|damaged-dataset)$/);
      if (code !== "read") continue;
      const back = await decode(changed);
      expect(back.damage.length).toBe(1);
      expect(read(back).at.filter((at) => !whole.at.includes(at))).toEqual([]);
      kept++;
    }
    expect(kept).toBeGreaterThan(50);
  });
});
