import type { ExtraKey, Space } from "@worldwise/protocol";
import { datasetOf } from "../dataset-of.ts";
import type { FileMetadata } from "./metadata.ts";
import type { DamagedPart, DecodedDataset } from "./recorded-dataset.ts";
import type { RowAssembler } from "./row-assembler.ts";

/** What a reader returns, from what it gathered. */
export function decodedDataset(
  metadata: FileMetadata, rows: RowAssembler, damage: readonly DamagedPart[],
): DecodedDataset<Space, Space, ExtraKey> {
  const { batch, next } = rows.finish();
  const { observation, action, discount, facts, extras, counts } = metadata;
  return {
    problem: { observation, action, discount }, data: datasetOf(batch, { next }), batch, facts, damage,
    extras: extras as DecodedDataset<Space, Space, ExtraKey>["extras"], // by name, as `batch` has them
    lostTransitions: Math.max(0, counts.transitions - batch.size),
  };
}
