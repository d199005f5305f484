import type { ExtraKey, Space } from "@worldwise/protocol";
import { crc32 } from "../crc32.ts";
import { messageOf, unreadable } from "./dataset-errors.ts";
import { decodedDataset } from "./decoded-dataset.ts";
import { isRecord, numberFrom } from "./json.ts";
import type { FileMetadata } from "./metadata.ts";
import { checkWanted, metadataFrom } from "./metadata.ts";
import type { DamagedPart, DecodedDataset, DecodeOptions } from "./recorded-dataset.ts";
import type { FileRow, RowAssembler } from "./row-assembler.ts";
import { rowAssembler } from "./row-assembler.ts";

type Fields = { readonly [name: string]: unknown };

/**
 * The data set that `encodeJsonLines` wrote.
 *
 * A line that is torn or changed is left out and named in `damage`, with the transition before it, whose next observation it
 * showed; nothing is
 * followed over the gap. A file by another hand may lack checksums and numbers of rows, in all lines. Throws `damaged-dataset`
 * where the head cannot be read, `dataset-version` on a later format, and `wrong-dataset` where the file
 * has other spaces or columns than were asked for.
 */
export function decodeJsonLines<O extends Space = Space, A extends Space = Space, E extends ExtraKey = ExtraKey>(
  bytes: Uint8Array, options?: DecodeOptions<O, A, E>,
): DecodedDataset<O, A, E>;
export function decodeJsonLines(bytes: Uint8Array, options: DecodeOptions = {}): DecodedDataset<Space, Space, ExtraKey> {
  const { name: file = "the file" } = options;
  const lines = linesOf(bytes);
  const { metadata, isSealed } = headOf(lines[0], file);
  checkWanted(metadata, options, file);
  const rows = rowAssembler(
    { observation: metadata.observation, action: metadata.action }, metadata.extras, metadata.imagined, lines.length - 1
  );
  return decodedDataset(metadata, rows, readLines(lines, { metadata, isSealed }, rows, file));
}

interface Head {
  readonly metadata: FileMetadata;
  /** Whether lines have checksums. */
  readonly isSealed: boolean;
}

/** Reads all lines but the first; returns those that cannot be read. */
function readLines(
  lines: readonly Uint8Array[], { metadata, isSealed }: Head, rows: RowAssembler, file: string
): readonly DamagedPart[] {
  const damage: DamagedPart[] = [];
  let expectedRow = 0;
  for (let at = 1; at < lines.length; at++) {
    const place = `line ${at + 1}`;
    try {
      const fields = fieldsOf(lines[at]!, isSealed);
      const row = isSealed ? wholeNumber(fields, "row") : expectedRow;
      if (row !== expectedRow) {
        rows.gap();
        const missing = { file, place, expected: `row ${expectedRow}`, got: `row ${row}`, lostRows: row - expectedRow };
        if (damage.at(-1)?.place !== `line ${at}`) damage.push(missing);
      }
      expectedRow = row + 1;
      const problem = rows.add(fileRow(fields, metadata));
      if (problem !== undefined) damage.push({ file, place, expected: problem, got: "none", lostRows: 0 });
    } catch (error) {
      rows.gap();
      expectedRow++;
      damage.push({ file, place, expected: "a whole, unchanged line", got: messageOf(error), lostRows: 1 });
    }
  }
  const missing = metadata.counts.rows - expectedRow;
  const end = { file, place: "the end", expected: `${metadata.counts.rows} rows`, got: String(expectedRow), lostRows: missing };
  if (missing > 0) damage.push(end);
  return damage;
}

function headOf(line: Uint8Array | undefined, file: string): Head {
  if (line === undefined) throw unreadable(file, "a head", "no bytes at all");
  const isSealed = sealOf(line) !== null;
  return { metadata: metadataFrom(headFields(line, isSealed, file), file), isSealed };
}

function headFields(line: Uint8Array, isSealed: boolean, file: string): Fields {
  try {
    return fieldsOf(line, isSealed);
  } catch (error) {
    throw unreadable(file, "a head, as the first line,", messageOf(error));
  }
}

/** The lines of a file, without their ends. What comes after the last end is a line too, unless it is empty. */
function linesOf(bytes: Uint8Array): readonly Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(0x0a, from);
    const until = end < 0 ? bytes.length : end;
    lines.push(bytes.subarray(from, until));
    from = until + 1;
  }
  return lines;
}

class DamagedLine extends Error {}

const sealOf = (line: Uint8Array): RegExpExecArray | null => /,"crc32":(\d+)\}$/.exec(
  new TextDecoder().decode(line.subarray(-24))
);

/** The fields of a line whose checksum is right. */
function fieldsOf(line: Uint8Array, isSealed: boolean): Fields {
  const fields: unknown = JSON.parse(isSealed ? `${unsealed(line)}}` : new TextDecoder().decode(line));
  if (!isRecord(fields)) throw new DamagedLine("no record");
  return fields;
}

/** The text before the checksum. */
function unsealed(line: Uint8Array): string {
  const [seal, written] = sealOf(line) ?? [];
  if (seal === undefined) throw new DamagedLine(`${line.length} bytes without a checksum at their end`);
  const body = line.subarray(0, line.length - seal.length);
  const found = crc32(body);
  if (found !== Number(written)) throw new DamagedLine(`the checksum ${found} instead of ${written ?? ""}`);
  return new TextDecoder().decode(body);
}

function fileRow(fields: Fields, { observation, action, extras }: FileMetadata): FileRow {
  const isLast = fields["is_last"] === true;
  const head = {
    episodeId: wholeNumber(fields, "episode_id"), isLast, observation: elementOf(observation, fields, "observations"),
  };
  if (isLast) return { ...head, action: [], reward: 0, discount: 0, ended: false, extras: {} };
  const infos = isRecord(fields["infos"]) ? fields["infos"] : {};
  return {
    ...head, action: elementOf(action, fields, "actions"),
    reward: numberOf(fields, "rewards"), discount: numberOf(fields, "discounts"),
    ended: fields["terminations"] === true || fields["truncations"] === true,
    extras: Object.fromEntries(
      Object.entries(extras).map(([name, { size }]) => [name, size === 1 ? [numberOf(infos, name)] : numbersOf(infos, name)])
    ),
  };
}

const elementOf = (space: Space, fields: Fields, name: string): readonly number[] =>
  (space.kind === "discrete" ? [numberOf(fields, name)] : numbersOf(fields, name));

function numbersOf(fields: Fields, name: string): readonly number[] {
  const values: unknown = fields[name];
  if (!Array.isArray(values)) throw new DamagedLine(`no list of ${name}`);
  return values.map((value) => numberFrom(value) ?? notANumber(name));
}

const numberOf = (fields: Fields, name: string): number => numberFrom(fields[name]) ?? notANumber(name);

function wholeNumber(fields: Fields, name: string): number {
  const number = numberOf(fields, name);
  return Number.isSafeInteger(number) && number >= 0 ? number : notANumber(name);
}

function notANumber(name: string): never {
  throw new DamagedLine(`no number in ${name}`);
}
