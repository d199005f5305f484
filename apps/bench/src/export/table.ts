/** What a column holds. Numbers may be NaN; whole numbers and flags may not. */
export type ColumnType = "text" | "whole" | "number" | "flag";

/** A column of a table that is written to a file. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** Whether cells may be empty. */
  readonly optional?: true;
}

/** A table's head. */
export interface TableHead {
  /** Without an ending, such as `episodes`. */
  readonly name: string;
  readonly columns: readonly Column[];
}

/** One entry of a row; undefined where it is empty. */
export type Entry = string | number | boolean | undefined;

/** Takes the rows of a table, in the order of its columns, and writes them as they come: tables may be larger than memory. */
export interface TableWriter {
  add(row: readonly Entry[]): void;
  /** Nothing is at the file's place before. */
  close(): void;
}

/** Opens a table of some format in a folder. */
export type OpenTable = (folder: string, head: TableHead) => TableWriter;
