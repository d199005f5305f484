import type { ExtraKey, Space } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";
import type { KeyValue, SchemaElement } from "hyparquet";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { crc32 } from "../crc32.ts";
import { metadataRecord } from "./metadata.ts";
import type { ParquetColumn } from "./parquet-columns.ts";
import { parquetColumns } from "./parquet-columns.ts";
import { sealFooter } from "./parquet-seal.ts";
import type { RecordedDataset } from "./recorded-dataset.ts";
import type { RowPlan } from "./row-plan.ts";
import { planRows } from "./row-plan.ts";
import { spaceToJson } from "./space-json.ts";

/** Where a row group is, and what its bytes must be. */
export interface GroupSeal {
  readonly rows: number;
  readonly offset: number;
  readonly length: number;
  readonly crc32: number;
}

/** How a Parquet file is written. */
export interface ParquetOptions {
  /** Rows that are lost together when one byte of them is; by default 16384, or fewer of very wide ones. */
  readonly rowsPerGroup?: number;
}

/**
 * A data set as a Parquet file, with Minari's names for columns and spaces.
 *
 * Exact: numbers are stored as they are, without a dictionary, which would make −0 a 0. What the data set is stands in the
 * key-value metadata
 * `worldwise`, with a checksum of each row group. Any Parquet reader can read the columns. See the package's README for them.
 */
export function encodeParquet<O extends Space, A extends Space, E extends ExtraKey = never>(
  recorded: RecordedDataset<O, A, E>, { rowsPerGroup }: ParquetOptions = {},
): Uint8Array {
  const plan = planRows(recorded);
  const columns = parquetColumns(recorded, plan);
  const size = checkGroupSize(rowsPerGroup ?? usualGroupSize(columns));
  const writer = new ByteWriter();
  const keyValues: KeyValue[] = [];
  const file = new ParquetWriter({
    // filled in below, before the footer is written
    writer, schema: schemaOf(columns), statistics: false, createdBy: "worldwise", kvMetadata: keyValues,
  });
  const groups: GroupSeal[] = [];
  for (let from = 0; from < plan.rowCount; from += size) {
    const until = Math.min(from + size, plan.rowCount);
    const offset = writer.offset;
    const columnData = columns.map(
      ({ name, cells }) => ({ name, data: cells(from, until), encoding: "PLAIN" as const, offsetIndex: false })
    );
    void file.write({ columnData, rowGroupSize: until - from }); // synchronous: this writer flushes nowhere
    groups.push({ rows: until - from, offset, length: writer.offset - offset, crc32: crc32(writer.getBytes().subarray(offset)) });
  }
  keyValues.push(...keyValuesOf(recorded, plan, groups));
  void file.finish(); // synchronous, as above
  return sealFooter(writer.getBytes());
}

const schemaOf = (columns: readonly ParquetColumn[]): SchemaElement[] =>
  [{ name: "root", num_children: columns.length }, ...columns.flatMap(({ schema }) => schema)];

function keyValuesOf<O extends Space, A extends Space, E extends ExtraKey>(
  recorded: RecordedDataset<O, A, E>, { batch, episodeCount, rowCount }: RowPlan<O, A, E>, groups: readonly GroupSeal[],
): readonly KeyValue[] {
  const record = metadataRecord(recorded, batch.imagined, { episodes: episodeCount, transitions: batch.size, rows: rowCount });
  const { problem: { observation, action } } = recorded;
  return Object.entries({
    worldwise: JSON.stringify({ ...record, groups }), data_format: "parquet", observation_space: spaceToJson(observation),
    action_space: spaceToJson(action), total_episodes: String(episodeCount), total_steps: String(batch.size),
  }).map(([key, value]) => ({ key, value }));
}

/** About a million numbers. */
const usualGroupSize = (columns: readonly ParquetColumn[]): number =>
  Math.min(16_384, Math.max(1, Math.floor(2 ** 20 / columns.reduce((total, { width }) => total + width, 0))));

function checkGroupSize(rows: number): number {
  if (Number.isInteger(rows) && rows > 0) return rows;
  throw new WorldwiseError(
    "bad-options", { expected: "rowsPerGroup above 0", got: String(rows), todo: "pass a whole number" }, { rowsPerGroup: rows }
  );
}
