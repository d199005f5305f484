import { renameSync } from "node:fs";
import { join } from "node:path";
import { storing } from "@worldwise/experiment/node";
import type { SchemaElement } from "hyparquet";
import { fileWriter, ParquetWriter } from "hyparquet-writer";
import type { Column, ColumnType, Entry, OpenTable, TableHead } from "./table.ts";

/** Rows that are held in memory, and written together. */
const rowsPerGroup = 65_536;

/** A whole number stands as 32 bits: none of ours is larger. */
const stored: Readonly<Record<ColumnType, Pick<SchemaElement, "type" | "converted_type">>> = {
  text: { type: "BYTE_ARRAY", converted_type: "UTF8" }, whole: { type: "INT32" }, number: { type: "DOUBLE" }, flag: { type: "BOOLEAN" },
};

/** A table as a Parquet file: `<name>.parquet`. */
export const openParquetTable: OpenTable = (folder, head) => {
  const file = join(folder, `${head.name}.parquet`);
  const temporary = `${file}.${process.pid}.tmp`;
  const writer = storing(file, () => fileWriter(temporary));
  const parquet = new ParquetWriter({ writer, schema: schemaOf(head), createdBy: "worldwise" });
  let rows: (readonly Entry[])[] = [];
  const flush = (): void => {
    const columnData = head.columns.map(({ name }, index) => ({ name, data: rows.map((row) => row[index] ?? null) }));
    void storing(file, () => parquet.write({ columnData, rowGroupSize: rowsPerGroup })); // synchronous: this writer flushes to the file itself
    rows = [];
  };
  return {
    add(row) {
      rows.push(row);
      if (rows.length === rowsPerGroup) flush();
    },
    close() {
      if (rows.length > 0) flush();
      storing(file, () => {
        void parquet.finish(); // synchronous, as above
        renameSync(temporary, file);
      });
    },
  };
};

const schemaOf = ({ columns }: TableHead): SchemaElement[] =>
  [{ name: "root", num_children: columns.length }, ...columns.map(elementOf)];

const elementOf = ({ name, type, optional }: Column): SchemaElement =>
  ({ name, ...stored[type], repetition_type: optional ? "OPTIONAL" : "REQUIRED" });
