import type { Dtype, ExtraKey, NumberArray, Space } from "@worldwise/protocol";
import { allocate } from "@worldwise/protocol";
import type { SchemaElement } from "hyparquet";
import type { ColumnLayout } from "./metadata.ts";
import type { RecordedDataset } from "./recorded-dataset.ts";
import type { RowPlan } from "./row-plan.ts";

/** A column of the file as the writer takes it: its schema, depth first, and its cells for some rows. */
export interface ParquetColumn {
  readonly name: string;
  readonly schema: readonly SchemaElement[];
  /** Numbers in one row, or thereabouts. */
  readonly width: number;
  cells(fromRow: number, toRow: number): unknown[];
}

const required = { repetition_type: "REQUIRED" } as const;

/** How numbers are stored. Without loss: uint32 becomes DOUBLE, for the writer takes no INT32 above 2^31. */
const storedTypes: { readonly [D in Dtype]: Pick<SchemaElement, "type" | "converted_type"> } = {
  uint8: { type: "INT32", converted_type: "UINT_8" }, int32: { type: "INT32" }, uint32: { type: "DOUBLE" },
  float32: { type: "FLOAT" }, float64: { type: "DOUBLE" },
};

const scalar = (name: string, dtype: Dtype): SchemaElement[] => [{ name, ...storedTypes[dtype], ...required }];
const list = (name: string, dtype: Dtype): SchemaElement[] => [
  { name, num_children: 1, converted_type: "LIST", ...required }, { name: "list", num_children: 1, repetition_type: "REPEATED" },
  { name: "element", ...storedTypes[dtype], ...required },
];
const bytes = (name: string): SchemaElement[] => [{ name, type: "BYTE_ARRAY", ...required }];

/** Columns of a file with Minari's names. Boxes are lists of numbers, but those of uint8 are bytes. */
export function parquetColumns<O extends Space, A extends Space, E extends ExtraKey>(
  { problem, extras }: RecordedDataset<O, A, E>, plan: RowPlan<O, A, E>,
): readonly ParquetColumn[] {
  const { batch, source, episodeId } = plan;
  const ended = (t: number): boolean => batch.last[t] === 1;
  const ofTransition = <Cell>(rest: Cell, cell: (t: number) => Cell) => cellsOf(source, (t) => (t < 0 ? rest : cell(t)));
  const flag = (name: string, cell: (t: number) => boolean, last = false): ParquetColumn =>
    ({ name, width: 1, schema: [{ name, type: "BOOLEAN", ...required }], cells: ofTransition(last, cell) });
  const column = (name: string, numbers: NumberArray): ParquetColumn =>
    ({ name, width: 1, schema: scalar(name, "float64"), cells: ofTransition(0, (t) => numbers[t]!) });
  const observationCell = elementCell(problem.observation);
  const [actionCell, noAction] = [elementCell(problem.action), allocate(problem.action, 1)];
  return [
    {
      name: "episode_id", width: 1, schema: scalar("episode_id", "int32"), cells: (from, to) => [...episodeId.subarray(from, to)],
    },
    flag("is_last", () => false, true),
    {
      ...elementSchema("observations", problem.observation),
      cells: cellsOf(source, (t) => (t < 0 ? observationCell(batch.nextObservation, ~t) : observationCell(batch.observation, t))),
    },
    {
      ...elementSchema("actions", problem.action),
      cells: cellsOf(source, (t) => (t < 0 ? actionCell(noAction, 0) : actionCell(batch.action, t))),
    },
    column("rewards", batch.reward), column("discounts", batch.discount),
    flag("terminations", (t) => ended(t) && batch.discount[t] === 0),
    flag("truncations", (t) => ended(t) && batch.discount[t] !== 0),
    ...infosColumn(extras ?? {}, batch.extras, source),
  ];
}

const cellsOf = (source: Int32Array, cell: (t: number) => unknown): ParquetColumn["cells"] =>
  (from, to) => Array.from(source.subarray(from, to), cell);

const elementSchema = (name: string, space: Space): Omit<ParquetColumn, "cells"> => ({
  name, width: space.size,
  schema: space.kind === "discrete" ? scalar(name, "int32") : space.dtype === "uint8" ? bytes(name) : list(name, space.dtype),
});

function elementCell(space: Space): (column: NumberArray, row: number) => unknown {
  const { size } = space;
  if (space.kind === "discrete") return (column, row) => column[row]!;
  const rowOf = (column: NumberArray, row: number): NumberArray => column.subarray(row * size, (row + 1) * size);
  return space.dtype === "uint8" ? rowOf : (column, row) => [...rowOf(column, row)];
}

/** Further columns, as fields of one; zeros in rows that only show an observation. */
function infosColumn(
  extras: object, columns: { readonly [name: string]: NumberArray }, source: Int32Array
): readonly ParquetColumn[] {
  const layout = Object.entries(extras as ColumnLayout); // by name
  if (layout.length === 0) return [];
  const field = (name: string, size: number, t: number): unknown => {
    const numbers = t < 0 ? new Array<number>(size).fill(0) : [...columns[name]!.subarray(t * size, (t + 1) * size)];
    return size === 1 ? numbers[0] : numbers;
  };
  return [{
    name: "infos", width: layout.reduce((total, [, { size }]) => total + size, 0),
    schema: [
      { name: "infos", num_children: layout.length, ...required },
      ...layout.flatMap(([name, { dtype, size }]) => (size === 1 ? scalar(name, dtype) : list(name, dtype))),
    ],
    cells: cellsOf(source, (t) => Object.fromEntries(layout.map(([name, { size }]) => [name, field(name, size, t)]))),
  }];
}
