import { box, discrete } from "@worldwise/protocol";
import type { SchemaElement } from "hyparquet";
import type { ColumnSource } from "hyparquet-writer";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { expect, test } from "vitest";
import { decodeParquet } from "./index.ts";

/**
 * A file as Minari's Parquet storage lays one out: an episode, nullable columns, one padded row at the end, and no word about
 * spaces.
 */
function minariFile(withIds: boolean): Uint8Array {
  const optional = { repetition_type: "OPTIONAL" } as const;
  const scalar = (name: string, type: "INT64" | "DOUBLE" | "BOOLEAN"): SchemaElement[] => [{ name, type, ...optional }];
  const schema: SchemaElement[] = [
    ...(withIds ? scalar("episode_id", "INT64") : []),
    { name: "observations", num_children: 1, converted_type: "LIST", ...optional }, { name: "list", num_children: 1, repetition_type: "REPEATED" },
    { name: "element", type: "FLOAT", ...optional },
    ...scalar("actions", "INT64"), ...scalar("rewards", "DOUBLE"), ...scalar("terminations", "BOOLEAN"), ...scalar("truncations", "BOOLEAN"),
  ];
  const columnData: ColumnSource[] = [
    ...(withIds ? [{ name: "episode_id", data: [7n, 7n, 7n, 8n, 8n] }] : []),
    { name: "observations", data: [[0, 1], [1, 1], [2, 1], [3, 1], [4, 1]] }, { name: "actions", data: [1n, 0n, 0n, 1n, 0n] },
    { name: "rewards", data: [0.5, 0.25, 0, 4, 0] }, { name: "terminations", data: [false, true, false, false, false] },
    { name: "truncations", data: [false, false, false, true, false] },
  ];
  const writer = new ByteWriter();
  const file = new ParquetWriter({ writer, schema: [{ name: "root", num_children: columnData.length }, ...schema] });
  void file.write({ columnData });
  void file.finish();
  return writer.getBytes();
}

const spaces = { observation: box("float32", [-9, -9], [9, 9]), action: discrete(2) };

test("Minari's files are read, with spaces and a discount that the caller knows", async () => {
  const { batch, data, damage } = await decodeParquet(minariFile(true), { spaces, discount: 0.9 });
  expect(batch).toEqual({
    size: 3, imagined: false, observation: Float32Array.of(0, 1, 1, 1, 3, 1), action: Int32Array.of(1, 0, 1), reward: Float64Array.of(0.5, 0.25, 4),
    nextObservation: Float32Array.of(1, 1, 2, 1, 4, 1), discount: Float64Array.of(0.9, 0, 0.9), last: Uint8Array.of(0, 1, 1), extras: {},
  });
  expect([[0, 1, 2].map((index) => data.follow(index)), damage]).toEqual([[1, -1, -1], []]);
});

test("a file without episode numbers is one episode", async () => {
  const { batch } = await decodeParquet(minariFile(false), { spaces, discount: 0.9 });
  expect([...batch.nextObservation]).toEqual([1, 1, 2, 1, 3, 1, 4, 1]);
});

test("a file that does not say its spaces needs to be told", async () => {
  await expect(decodeParquet(minariFile(true), { name: "0.parquet" })).rejects
    .toThrow("expected spaces and a discount, which this file does not say, in 0.parquet\n     got no such options\n   to do pass { spaces, discount }");
});
