import type { Dtype, Space } from "@worldwise/protocol";
import { describeSpace, sameSpace, WorldwiseError } from "@worldwise/protocol";
import { messageOf, unreadable } from "./dataset-errors.ts";
import { checkJson, isRecord } from "./json.ts";
import type { DatasetFacts, DecodeOptions, RecordedDataset } from "./recorded-dataset.ts";
import { spaceFromJson, spaceToJson } from "./space-json.ts";

/** Files say this in `format`, so that they are known for what they are. */
const FORMAT = "worldwise-dataset";
const VERSION = 1;

/** Sizes of what is in a file. */
export interface FileCounts {
  readonly episodes: number;
  readonly transitions: number;
  /** Rows: transitions, and one more for the last observation of each episode. */
  readonly rows: number;
}

/** Further columns by names that nobody has checked yet. */
export type ColumnLayout = { readonly [name: string]: { readonly dtype: Dtype; readonly size: number } };

/** What the head of a file says. */
export interface FileMetadata {
  readonly observation: Space;
  readonly action: Space;
  readonly discount: number;
  readonly imagined: boolean;
  readonly extras: ColumnLayout;
  readonly facts: DatasetFacts;
  readonly counts: FileCounts;
}

/** The head of a file, with Minari's names where Minari has one. Throws on facts that JSON cannot say. */
export function metadataRecord(
  { problem, extras = {}, facts = {} }: Pick<RecordedDataset, "problem" | "facts"> & { readonly extras?: object },
  imagined: boolean, counts: FileCounts,
): { readonly [name: string]: unknown } {
  checkJson(facts, "facts");
  const columns = Object.entries(extras as ColumnLayout) // by name
    .map(([name, { dtype, size }]) => [name, { dtype, size }] as const);
  return {
    format: FORMAT, format_version: VERSION,
    observation_space: spaceToJson(problem.observation), action_space: spaceToJson(problem.action),
    total_episodes: counts.episodes, total_steps: counts.transitions, total_rows: counts.rows,
    discount: problem.discount, imagined, infos: Object.fromEntries(columns), facts,
  };
}

/** Reads the head of a file. Throws `dataset-version` on a later format and `damaged-dataset` on what is none. */
export function metadataFrom(record: unknown, file: string): FileMetadata {
  if (!isRecord(record) || record["format"] !== FORMAT) throw unreadable(
    file, `a head with "format": "${FORMAT}"`, describe(record)
  );
  if (record["format_version"] !== VERSION) throw wrongVersion(file, record["format_version"]);
  try {
    return {
      observation: spaceFromJson(text(record, "observation_space")), action: spaceFromJson(text(record, "action_space")),
      discount: number(record, "discount"), imagined: record["imagined"] === true, extras: layoutFrom(record["infos"]),
      facts: (isRecord(record["facts"]) ? record["facts"] : {}), // as it was written; nothing here reads it
      counts: {
        episodes: count(record, "total_episodes"), transitions: count(record, "total_steps"), rows: count(record, "total_rows"),
      },
    };
  } catch (error) {
    throw unreadable(file, "a head as it was written", messageOf(error));
  }
}

function text(record: { readonly [name: string]: unknown }, name: string): string {
  const value = record[name];
  if (typeof value !== "string") throw new TypeError(`${name}: ${describe(value)}`);
  return value;
}

function number(record: { readonly [name: string]: unknown }, name: string): number {
  const value = record[name];
  if (typeof value !== "number") throw new TypeError(`${name}: ${describe(value)}`);
  return value;
}

/** 0 where a file by another hand does not say. */
const count = (record: { readonly [name: string]: unknown }, name: string): number => (name in record ? number(record, name) : 0);

const dtypes: readonly string[] = ["uint8", "int32", "uint32", "float32", "float64"] satisfies readonly Dtype[];

function layoutFrom(value: unknown): ColumnLayout {
  const layout: { [name: string]: ColumnLayout[string] } = {};
  for (const [name, column] of Object.entries(isRecord(value) ? value : {})) {
    const size: unknown = isRecord(column) ? column["size"] : undefined;
    const dtype: unknown = isRecord(column) ? column["dtype"] : undefined;
    const isColumn = typeof dtype === "string" && dtypes.includes(dtype) && typeof size === "number" && Number.isInteger(size) && size > 0;
    if (!isColumn || name === "__proto__") {
      throw new TypeError(`infos.${name}: ${describe(column)}`);
    }
    layout[name] = { dtype: dtype as Dtype, size }; // one of the list
  }
  return layout;
}

/** Throws unless a file has the spaces and columns that the caller asked for. */
export function checkWanted(
  metadata: FileMetadata, { spaces, extras = {} }: Pick<DecodeOptions, "spaces"> & { readonly extras?: object }, file: string
): void {
  for (const name of ["observation", "action"] as const) {
    const wanted = spaces?.[name];
    if (wanted !== undefined && !sameSpace(wanted, metadata[name])) throw otherSpaces(file, name, wanted, metadata[name]);
  }
  for (const [name, wanted] of Object.entries(extras as ColumnLayout)) {
    const found = Object.hasOwn(metadata.extras, name) ? metadata.extras[name] : undefined;
    if (found?.dtype !== wanted.dtype || found.size !== wanted.size) throw missingColumn(file, name, wanted, found);
  }
}

const otherSpaces = (
  file: string, name: string, wanted: Space, found: Space
): WorldwiseError => new WorldwiseError("wrong-dataset", {
  expected: `${name} in ${describeSpace(wanted)}, with the same bounds, in ${file}`, got: describeSpace(found),
  todo: "read it without spaces, and look at what it has",
}, { file });

const missingColumn = (
  file: string, name: string, wanted: { readonly dtype: Dtype; readonly size: number }, found: object | undefined
): WorldwiseError =>
  new WorldwiseError("wrong-dataset", {
    expected: `infos.${name}: ${wanted.size} of ${wanted.dtype} in each row of ${file}`,
    got: found ? JSON.stringify(found) : "no such column",
    todo: "ask for the columns that were recorded",
  }, { file });

const wrongVersion = (file: string, version: unknown): WorldwiseError => new WorldwiseError("dataset-version", {
  expected: `format version ${VERSION} in ${file}`, got: String(version),
  todo: "read it with the release that wrote it, or a later one",
}, { file });

// undefined for undefined
const describe = (value: unknown): string => (JSON.stringify(value) as string | undefined ?? "nothing").slice(0, 100);
