import type { Point, Study } from "@worldwise/experiment";
import type { CellNumbers } from "../cell-numbers.ts";

/** One picture of a chart: all finished cells that share the labels of the axes other than `seed` and the lines. */
export interface Facet {
  readonly at: Point;
  /** Its labels, for titles: empty when the lines are the only axis. */
  readonly name: string;
  readonly cells: readonly CellNumbers[];
}

/** The pictures of a chart, in the order of the axes. Combinations without a finished cell are among them. */
export function facetsOf({ axes }: Study, cells: readonly CellNumbers[], lines: string): readonly Facet[] {
  const others = Object.entries(axes).filter(([axis]) => axis !== "seed" && axis !== lines);
  const points = others.reduce<Point[]>(
    (soFar, [axis, values]) => soFar.flatMap((point) => values.map(({ label }) => ({ ...point, [axis]: label }))), [{}],
  );
  const cellsAt = (at: Point): readonly CellNumbers[] => cells.filter(({ cell }) => isAt(cell.point, at));
  return points.map((at) => ({ at, name: nameOf(at), cells: cellsAt(at) }));
}

const nameOf = (at: Point): string => Object.entries(at).map(([axis, label]) => placeName(axis, label)).join(", ");

/** A label as it can stand alone: bare numbers are named by their axis. */
export const placeName = (axis: string, label: string): string => (Number.isNaN(Number(label)) ? label : `${axis} ${label}`);

/** Whether a point has the labels of another. */
const isAt = (point: Point, at: Point): boolean => Object.entries(at).every(([axis, label]) => point[axis] === label);

/** Labels of an axis, in its order. */
export const labelsOf = ({ axes }: Study, axis: string): readonly string[] => (axes[axis] ?? []).map(({ label }) => label);
