import type { ExtraKey, Space } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";
import { open, readFile, rename, rm } from "node:fs/promises";
import { extname } from "node:path";
import { decodeJsonLines } from "../files/json-lines-decode.ts";
import { encodeJsonLines } from "../files/json-lines-encode.ts";
import { decodeParquet } from "../files/parquet-decode.ts";
import { encodeParquet } from "../files/parquet-encode.ts";
import type { DecodedDataset, DecodeOptions, RecordedDataset } from "../files/recorded-dataset.ts";

/**
 * Writes a data set as `.parquet` or as `.jsonl`, by the ending of the path.
 *
 * All bytes are made first, written beside the path and flushed to the disk; then the name changes hands. So a file that was
 * there is replaced by a
 * whole one or stays as it was, whatever goes wrong.
 */
export async function writeDatasetFile<O extends Space, A extends Space, E extends ExtraKey = never>(
  path: string, recorded: RecordedDataset<O, A, E>,
): Promise<void> {
  const bytes = formatOf(path) === "parquet" ? encodeParquet(recorded) : encodeJsonLines(recorded);
  const temporary = `${path}.${process.pid}-${(writes += 1)}.tmp`;
  try {
    await writeWhole(temporary, bytes);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Of this process, so that two of its writers never share a temporary file. */
let writes = 0;

/**
 * Reads what `writeDatasetFile` wrote, or Minari's Parquet files. Damaged parts are left out and named; see `decodeParquet` and
 * `decodeJsonLines`.
 */
export async function readDatasetFile<O extends Space = Space, A extends Space = Space, E extends ExtraKey = ExtraKey>(
  path: string, options: DecodeOptions<O, A, E> = {},
): Promise<DecodedDataset<O, A, E>> {
  const decode = formatOf(path) === "parquet" ? decodeParquet : decodeJsonLines;
  return await decode<O, A, E>(await readFile(path), { name: path, ...options });
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

function formatOf(path: string): "parquet" | "jsonl" {
  const ending = extname(path);
  if (ending === ".parquet") return "parquet";
  if (ending === ".jsonl" || ending === ".ndjson") return "jsonl";
  throw new WorldwiseError(
    "unknown-format", { expected: "a path that ends in .parquet or .jsonl", got: path, todo: "rename it" }, { path }
  );
}
