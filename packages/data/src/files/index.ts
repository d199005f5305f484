/**
 * Data sets as files: Parquet and JSON Lines, with Minari's names. Bytes in, bytes out, in browsers too.
 *
 * @packageDocumentation
 */

// Formats
export { encodeParquet } from "./parquet-encode.ts";
export type { ParquetOptions } from "./parquet-encode.ts";
export { decodeParquet } from "./parquet-decode.ts";
export { encodeJsonLines } from "./json-lines-encode.ts";
export { decodeJsonLines } from "./json-lines-decode.ts";

// What is in them
export type { DamagedPart, DatasetFacts, DecodedDataset, DecodeOptions, RecordedDataset } from "./recorded-dataset.ts";
export type { Json } from "./json.ts";
export { spaceFromJson, spaceToJson } from "./space-json.ts";
