import type { ExtraKey, Space } from "@worldwise/protocol";
import type { AsyncBuffer, FileMetaData, ParquetScan } from "hyparquet";
import { parquetMetadata, parquetScan } from "hyparquet";
import { crc32 } from "../crc32.ts";
import { messageOf, unreadable } from "./dataset-errors.ts";
import { decodedDataset } from "./decoded-dataset.ts";
import { isRecord } from "./json.ts";
import type { FileMetadata } from "./metadata.ts";
import { checkWanted, metadataFrom } from "./metadata.ts";
import type { GroupSeal } from "./parquet-encode.ts";
import { footerStart, isMarked, sealState } from "./parquet-seal.ts";
import type { DamagedPart, DecodedDataset, DecodeOptions } from "./recorded-dataset.ts";
import type { FileRow, RowAssembler } from "./row-assembler.ts";
import { rowAssembler } from "./row-assembler.ts";
import { spaceFromJson } from "./space-json.ts";

/**
 * The data set in a Parquet file: one that `encodeParquet` wrote, or a file of an episode that Minari wrote.
 *
 * A row group whose bytes were changed is left out and named in `damage`, with the transition before it, whose next observation
 * it showed; nothing is
 * followed over the gap. Throws `damaged-dataset` where the footer cannot be read, for a Parquet file has its index at its end;
 * `dataset-version` on a later
 * format; `wrong-dataset` where the file has other spaces or columns than were asked for. Files of Minari's have no checksums;
 * they need
 * `discount`, and `spaces` where they do not say theirs.
 */
export function decodeParquet<O extends Space = Space, A extends Space = Space, E extends ExtraKey = ExtraKey>(
  bytes: Uint8Array, options?: DecodeOptions<O, A, E>,
): Promise<DecodedDataset<O, A, E>>;
export async function decodeParquet(
  given: Uint8Array, options: DecodeOptions = {}
): Promise<DecodedDataset<Space, Space, ExtraKey>> {
  const { name: file = "the file" } = options;
  const bytes = new Uint8Array(given.buffer, given.byteOffset, given.length); // a Node Buffer slices by sharing
  const footer = footerOf(bytes, file);
  const { metadata, seals } = headOf(footer, bytes, options, file);
  checkWanted(metadata, options, file);
  const rowCount = Number(footer.num_rows);
  const rows = rowAssembler(
    { observation: metadata.observation, action: metadata.action }, metadata.extras, metadata.imagined, rowCount
  );
  const damage: DamagedPart[] = isMarked(bytes, 0) ? [] : [
    { file, place: "the beginning", expected: "PAR1", got: "other bytes", lostRows: 0 },
  ];
  const scan = await parquetScan({ file: bufferOf(bytes), metadata: footer, utf8: false, useOffsetIndex: false });
  let from = 0;
  for (const [group, { num_rows }] of footer.row_groups.entries()) {
    const until = from + Number(num_rows);
    const place = `row group ${group + 1}`;
    try {
      checkSeal(bytes, seals?.[group], until - from);
      const problems = addGroup(await readGroup(scan, footer, metadata, from, until), rows, rowCount);
      damage.push(...problems.map((expected) => ({ file, place, expected, got: "none", lostRows: 0 })));
    } catch (error) {
      rows.gap();
      damage.push({ file, place, expected: "a whole, unchanged row group", got: messageOf(error), lostRows: until - from });
    }
    from = until;
  }
  return decodedDataset(metadata, rows, damage);
}

const bufferOf = (bytes: Uint8Array): AsyncBuffer =>
  ({ byteLength: bytes.length, slice: (from, until) => bytes.slice(from, until).buffer });

function footerOf(bytes: Uint8Array, file: string): FileMetaData {
  const todo = "use an earlier copy: a Parquet file has its index at its end, and this one is cut off, changed, or none";
  if (!isMarked(bytes, bytes.length - 4)) throw unreadable(
    file, "PAR1 as the last four bytes", `a file of ${bytes.length} bytes that ends otherwise`, todo
  );
  if (footerStart(bytes) < 4) throw unreadable(
    file, "a footer", `one that would begin before the file of ${bytes.length} bytes`, todo
  );
  if (sealState(bytes) === "wrong") throw unreadable(file, "the footer that was written", "one with another checksum", todo);
  try {
    return parquetMetadata(bytes);
  } catch (error) {
    throw unreadable(file, "a footer that can be read", messageOf(error), todo);
  }
}

interface Head {
  readonly metadata: FileMetadata;
  /** Of each row group; undefined for files that others wrote. */
  readonly seals?: readonly GroupSeal[];
}

function headOf(footer: FileMetaData, bytes: Uint8Array, options: DecodeOptions, file: string): Head {
  const text = footer.key_value_metadata?.find(({ key }) => key === "worldwise")?.value;
  if (text === undefined) return { metadata: foreignMetadata(footer, options, file) };
  if (sealState(bytes) !== "right") throw unreadable(file, "the checksum of the footer", "none");
  const record: unknown = JSON.parse(text); // its checksum is right
  const metadata = metadataFrom(record, file);
  const groups: unknown = isRecord(record) ? record["groups"] : undefined;
  const isComplete = Array.isArray(groups) && groups.length === footer.row_groups.length;
  if (!isComplete) throw unreadable(file, "a checksum of each row group", "others");
  return { metadata, seals: groups as readonly GroupSeal[] }; // as it was written: the checksum is right
}

/** What is known of a file that Minari wrote: spaces, if it says them, and what the caller says. */
function foreignMetadata(footer: FileMetaData, { spaces, discount, extras }: DecodeOptions, file: string): FileMetadata {
  const said = (key: string): Space | undefined => {
    const text = footer.key_value_metadata?.find((entry) => entry.key === key)?.value;
    return text === undefined ? undefined : spaceFromJson(text);
  };
  const [observation, action] = [spaces?.observation ?? said("observation_space"), spaces?.action ?? said("action_space")];
  if (observation === undefined || action === undefined || discount === undefined) {
    throw unreadable(
      file, "spaces and a discount, which this file does not say,", "no such options", "pass { spaces, discount }"
    );
  }
  return {
    observation, action, discount, imagined: false, extras: { ...extras }, facts: {},
    counts: { episodes: 0, transitions: 0, rows: 0 },
  };
}

/** Throws unless the bytes of a row group are those that were written. */
function checkSeal(bytes: Uint8Array, seal: GroupSeal | undefined, rows: number): void {
  if (seal === undefined) return;
  if (seal.rows !== rows) throw new RangeError(`${rows} rows instead of ${seal.rows}`);
  const found = crc32(bytes.subarray(seal.offset, seal.offset + seal.length));
  if (found !== seal.crc32) throw new RangeError(`the checksum ${found} instead of ${seal.crc32}`);
}

type Cells = ArrayLike<unknown>;

interface Group {
  readonly from: number;
  readonly count: number;
  readonly columns: { readonly [name: string]: Cells | undefined };
  readonly metadata: FileMetadata;
}

async function readGroup(
  scan: ParquetScan, footer: FileMetaData, metadata: FileMetadata, from: number, until: number
): Promise<Group> {
  const known = new Set(
    ["episode_id", "is_last", "observations", "actions", "rewards", "discounts", "terminations", "truncations"]
  );
  if (Object.keys(metadata.extras).length > 0) known.add("infos");
  const present = new Set(footer.row_groups[0]?.columns.map(({ meta_data }) => meta_data?.path_in_schema[0]));
  const columns: { [name: string]: Cells } = {};
  for (const name of known) {
    if (!present.has(name)) continue;
    columns[name] = await scan.readColumn({ column: name, rowStart: from, rowEnd: until });
    if (columns[name].length !== until - from) throw new RangeError(`${columns[name].length} of ${until - from} rows of ${name}`);
  }
  return { from, count: until - from, columns, metadata };
}

/** Hands the rows of a group on; returns what was expected of those that are none. */
function addGroup(group: Group, rows: RowAssembler, rowCount: number): readonly string[] {
  const problems: string[] = [];
  for (let row = 0; row < group.count; row++) {
    const problem = rows.add(fileRow(group, row, rowCount));
    if (problem !== undefined) problems.push(`in row ${group.from + row + 1}, ${problem}`);
  }
  return problems;
}

function fileRow(group: Group, row: number, rowCount: number): FileRow {
  const { columns, metadata: { observation, action, discount, extras } } = group;
  const cell = (name: string): unknown => columns[name]?.[row];
  const terminated = cell("terminations") === true;
  const infos = cell("infos");
  const fields = Object.keys(extras).map((name) => [name, numbersIn(isRecord(infos) ? infos[name] : undefined)] as const);
  return {
    episodeId: Number(cell("episode_id") ?? 0), isLast: isLastRow(group, row, rowCount),
    observation: elementIn(observation, cell("observations")), action: elementIn(action, cell("actions")),
    reward: Number(cell("rewards")), ended: terminated || cell("truncations") === true,
    discount: columns["discounts"] ? Number(cell("discounts")) : terminated ? 0 : discount,
    extras: Object.fromEntries(fields),
  };
}

/**
 * Files of Minari's do not say: there, the last row of an episode only shows an observation. Its files hold one episode and one
 * row group each.
 */
function isLastRow({ columns: { is_last: isLast, episode_id: id }, from, count }: Group, row: number, rowCount: number): boolean {
  if (isLast) return isLast[row] === true;
  return row + 1 < count ? id !== undefined && id[row] !== id[row + 1] : from + row + 1 === rowCount;
}

const elementIn = (space: Space, cell: unknown): ArrayLike<number> => (
  space.kind === "discrete" ? [Number(cell)] : numbersIn(cell)
);

/** Numbers of a list, of bytes, or one. */
function numbersIn(cell: unknown): ArrayLike<number> {
  if (Array.isArray(cell) || ArrayBuffer.isView(cell)) return cell as ArrayLike<number>; // its schema says so
  return cell === undefined || cell === null ? [] : [Number(cell)];
}
