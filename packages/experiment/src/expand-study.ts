import type { CellSpec } from "./cell.ts";
import type { AxisValue, Point, Study } from "./experiment.ts";
import { fillPlaceholders } from "./placeholders.ts";
import { readCellSpec } from "./read-experiment.ts";

/** A cell that has no name yet. */
export interface PlannedCell {
  readonly study: string;
  readonly point: Point;
  readonly spec: CellSpec;
}

/** Every combination of a study's axes, the last axis turning fastest. */
export function expandStudy(study: Study): readonly PlannedCell[] {
  const axes = Object.entries(study.axes);
  const choices = axes.reduce<Readonly<Record<string, AxisValue>>[]>(
    (soFar, [name, values]) => soFar.flatMap((choice) => values.map((value) => ({ ...choice, [name]: value }))), [{}],
  );
  const { environment, agent, budget, evaluate, measure } = study;
  const planned = { environment, agent, budget, seed: "$seed", ...(evaluate && { evaluate }), ...(measure && { measure }) };
  return choices.map((choice) => ({
    study: study.name,
    point: Object.fromEntries(Object.entries(choice).map(([name, { label }]) => [name, label])),
    spec: readCellSpec(fillPlaceholders(planned, choice), study.name),
  }));
}
