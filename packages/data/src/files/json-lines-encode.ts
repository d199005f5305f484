import type { ExtraKey, NumberArray, Space } from "@worldwise/protocol";
import { crc32 } from "../crc32.ts";
import { numberText } from "./json.ts";
import { metadataRecord } from "./metadata.ts";
import type { RecordedDataset } from "./recorded-dataset.ts";
import type { RowPlan } from "./row-plan.ts";
import { planRows } from "./row-plan.ts";

/**
 * A data set as JSON Lines: a head, then one line for each row, with Minari's names.
 *
 * Strict JSON and exact: numbers in full, NaN and infinities as strings, −0 as `-0`. Each line ends with its number and the
 * CRC-32 of what is before
 * it, so that a damaged one is known. Elements of boxes are flat lists, row by row of their shape. See the package's README for
 * the columns.
 */
export function encodeJsonLines<O extends Space, A extends Space, E extends ExtraKey = never>(
  recorded: RecordedDataset<O, A, E>
): Uint8Array {
  const plan = planRows(recorded);
  const counts = { episodes: plan.episodeCount, transitions: plan.batch.size, rows: plan.rowCount };
  const encoder = new TextEncoder();
  const lines = [sealed(encoder, JSON.stringify(metadataRecord(recorded, plan.batch.imagined, counts)))];
  for (let row = 0; row < plan.rowCount; row++) lines.push(sealed(encoder, rowText(recorded, plan, row)));
  return joined(lines);
}

/** `{…}` as `{…,"crc32":…}` and the end of the line. */
function sealed(encoder: TextEncoder, text: string): Uint8Array {
  const body = text.slice(0, -1);
  return encoder.encode(`${body},"crc32":${crc32(encoder.encode(body))}}\n`);
}

function rowText<O extends Space, A extends Space, E extends ExtraKey>(
  { problem }: RecordedDataset<O, A, E>, { batch, source, episodeId }: RowPlan<O, A, E>, row: number,
): string {
  const head = `{"row":${row},"episode_id":${episodeId[row]!}`;
  const t = source[row]!;
  if (t < 0) return `${head},"is_last":true,"observations":${elementText(problem.observation, batch.nextObservation, ~t)}}`;
  const terminated = batch.last[t] === 1 && batch.discount[t] === 0;
  const truncated = batch.last[t] === 1 && !terminated;
  const infos = Object.entries<NumberArray>(batch.extras)
    .map(([name, column]) => `${JSON.stringify(name)}:${valuesText(column, t, column.length / batch.reward.length)}`);
  return `${head},"observations":${elementText(problem.observation, batch.observation, t)}`
    + `,"actions":${elementText(problem.action, batch.action, t)}`
    + `,"rewards":${numberText(batch.reward[t]!)},"discounts":${numberText(batch.discount[t]!)}`
    + `,"terminations":${terminated},"truncations":${truncated}${infos.length > 0 ? `,"infos":{${infos.join(",")}}` : ""}}`;
}

const elementText = (space: Space, column: NumberArray, row: number): string =>
  (space.kind === "discrete" ? numberText(column[row]!) : listText(column, row, space.size));

/** One number as itself, several as a list. */
const valuesText = (column: NumberArray, row: number, size: number): string => (
  size === 1 ? numberText(column[row]!) : listText(column, row, size)
);

const listText = (column: NumberArray, row: number, size: number): string =>
  `[${Array.from(column.subarray(row * size, (row + 1) * size), numberText).join(",")}]`;

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
