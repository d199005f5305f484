import { closeSync, openSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { storing } from "@worldwise/experiment/node";
import { csv } from "../report/csv.ts";
import type { Entry, OpenTable } from "./table.ts";

/** Rows that are written together. */
const rowsAtOnce = 4096;

/** A table as comma-separated values: `<name>.csv`. Empty places and numbers that are none are left empty; flags are 0 and 1. */
export const openCsvTable: OpenTable = (folder, { name, columns }) => {
  const file = join(folder, `${name}.csv`);
  const temporary = `${file}.${process.pid}.tmp`;
  const handle = storing(file, () => openSync(temporary, "w"));
  let rows: (readonly Entry[])[] = [];
  const write = (text: string): void => {
    const bytes = Buffer.from(text);
    storing(file, () => { for (let written = 0; written < bytes.length;) written += writeSync(handle, bytes, written); });
  };
  const flush = (): void => {
    const [head, body] = [columns.map((column) => column.name), rows.map((row) => row.map(valueOf))];
    write(csv(head, body).slice(csv(head, []).length));
    rows = [];
  };
  write(csv(columns.map((column) => column.name), []));
  return {
    add(row) {
      rows.push(row);
      if (rows.length === rowsAtOnce) flush();
    },
    close() {
      flush();
      closeSync(handle);
      storing(file, () => { renameSync(temporary, file); });
    },
  };
};

function valueOf(entry: Entry): string | number {
  if (entry === undefined) return "";
  return typeof entry === "boolean" ? Number(entry) : entry;
}
