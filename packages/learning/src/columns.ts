import type { Live } from "@worldwise/autodiff";
import type { ExtraLayout } from "@worldwise/data";
import { batchWithExtras } from "@worldwise/data";
import type { Dataset, ExtraKey, NumberArray, Space, Spaces, TransitionBatch } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";

/** Numbers of one row of each further column, by name. */
export type ExtraSizes = Readonly<Record<string, number>>;

/** The columns of B transitions as shapes: discrete spaces are `[B]` whole numbers, boxes `[B, S]`. */
export interface ColumnShapes {
  readonly observation: ColumnShape;
  readonly action: ColumnShape;
  readonly nextObservation: ColumnShape;
  readonly reward: ColumnShape;
  readonly discount: ColumnShape;
  readonly extras: Readonly<Record<string, ColumnShape>>;
}

interface ColumnShape {
  readonly shape: readonly number[];
  readonly dtype?: "int32";
}

/** Where a program reads the columns. */
export type ColumnInputs = { readonly [Name in Exclude<keyof ColumnShapes, "extras">]: Live }
  & { readonly extras: Readonly<Record<string, Live>> };

/** Elements of a space as a program sees them. */
export const lanesShape = (space: Space, rows: number): ColumnShape =>
  (space.kind === "discrete" ? { shape: [rows], dtype: "int32" } : { shape: [rows, space.size] });

/** Shapes of all columns of B transitions. */
export function columnShapes({ observation, action }: Spaces, extraSizes: ExtraSizes, rows: number): ColumnShapes {
  const [states, column] = [lanesShape(observation, rows), { shape: [rows] }];
  const extras = Object.entries(extraSizes).map(([name, size]) => [name, size === 1 ? column : { shape: [rows, size] }]);
  return {
    observation: states, action: lanesShape(action, rows), nextObservation: states, reward: column, discount: column,
    extras: Object.fromEntries(extras) as ColumnShapes["extras"], // columns, every one
  };
}

/** Sizes of the further columns that were asked for. Throws on one whose size nobody knows. */
export function extraSizesOf(names: readonly string[], { action }: Spaces, given: ExtraSizes = {}): ExtraSizes {
  const actionCount = action.kind === "discrete" ? action.count : 1;
  const known: ExtraSizes = { behaviorProbability: 1, returnTarget: 1, visitCounts: actionCount, ...given };
  return Object.fromEntries(names.map((name) => {
    const size = known[name];
    if (size !== undefined) return [name, size];
    throw new WorldwiseError("bad-options", {
      expected: `the numbers in a row of the column ${name}`, got: "none", todo: "pass extraSizes",
    }, { name });
  }));
}

/** Transitions on their way from the data into a program. */
export interface RowLoader {
  /** Indices of the rows, to be written before `load`. */
  readonly indices: Int32Array;
  /** Copies the rows into a program. */
  load(data: Dataset<Space, Space, ExtraKey>, outColumns: ColumnInputs, derived?: DerivedNumbers): void;
}

/** A column that was computed for the whole data set. */
export interface DerivedNumbers {
  readonly name: string;
  /** Numbers in a row. */
  readonly size: number;
  readonly numbers: Float64Array;
}

/** A batch of rows with its further columns, for gathering. */
export function gatherBatch(spaces: Spaces, extraSizes: ExtraSizes, rows: number): TransitionBatch<Space, Space, ExtraKey> {
  const layout = Object.entries(extraSizes).map(([name, size]) => [name, { dtype: "float64", size }]);
  return batchWithExtras(spaces, rows, Object.fromEntries(layout) as ExtraLayout<ExtraKey>); // its names are known at run time
}

/** A loader of B rows. Extra columns that are derived are not gathered. */
export function rowLoader(spaces: Spaces, extraSizes: ExtraSizes, rows: number, derivedName?: string): RowLoader {
  const gathered = Object.fromEntries(Object.entries(extraSizes).filter(([name]) => name !== derivedName));
  const batch = gatherBatch(spaces, gathered, rows);
  const indices = new Int32Array(rows);
  return {
    indices,
    load(data, outColumns, derived) {
      data.gather(indices, batch);
      outColumns.observation.set(batch.observation);
      outColumns.action.set(batch.action);
      outColumns.nextObservation.set(batch.nextObservation);
      outColumns.reward.set(batch.reward);
      outColumns.discount.set(batch.discount);
      const extras: Readonly<Record<string, NumberArray>> = batch.extras;
      for (const name in gathered) outColumns.extras[name]!.set(extras[name]!);
      if (derived) copyRows(derived, indices, outColumns.extras[derived.name]!);
    },
  };
}

function copyRows({ size, numbers }: DerivedNumbers, indices: Int32Array, outRows: Live): void {
  for (let b = 0; b < indices.length; b++) {
    const from = size * indices[b]!;
    for (let k = 0; k < size; k++) outRows[size * b + k] = numbers[from + k]!;
  }
}
