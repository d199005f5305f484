import type { Arena, DynaPlanning, DynaTables } from "@worldwise/math";
import { dynaPlanning } from "@worldwise/math";
import type { NumberArray, Space, TriedPairs } from "@worldwise/protocol";
import type { Assembly } from "./assembly.ts";

/**
 * Planning of tabular Dyna-Q in one kernel call for all planning steps, where the parts say that this is all they do:
 *
 *   model     `outcomeTable` or `sampledRows`
 *   planner   `maxBackupTable`: learns by sampled max backups
 *   search    `triedPairs`: one uniform integer for each draw
 *
 * The numbers are the same, bit for bit, as those of the plain composition, and so are the streams afterwards.
 *
 * @returns undefined where a part does not say so, tables live elsewhere, or there is more than one lane
 */
export function fusedPlanning<O extends Space, A extends Space>(
  { model, decision, planning, lanes, plan }: Assembly<O, A>, pairs: TriedPairs | undefined, discount: number, arena: Arena,
): DynaPlanning | undefined {
  const { maxBackupTable: table } = decision;
  const tables = tablesOf(model);
  if (!pairs || !table || !tables || plan || lanes !== 1 || planning.algorithm !== "philox4x32-10") return undefined;
  const { kind: _, ...modelArrays } = tables;
  const arrays: readonly NumberArray[] = [pairs.rows, table.actionValue, ...Object.values<NumberArray>(modelArrays)];
  if (!arrays.every((array) => arena.contains(array))) return undefined;
  const { observation, action } = model.dynamics ?? {};
  if (observation?.kind !== "discrete" || action?.kind !== "discrete") return undefined;
  return dynaPlanning({
    arena, stateCount: observation.count, actionCount: action.count, actionValue: table.actionValue, stepSize: table.stepSize,
    pairs: pairs.rows, pairCount: pairs.count, model: tables, discount, random: planning,
  });
}

type Tables = DynaTables["model"];

/** The model as tables: remembered outcomes, or rows that are sampled. */
function tablesOf<O extends Space, A extends Space>({ outcomeTable, sampledRows }: Assembly<O, A>["model"]): Tables | undefined {
  if (outcomeTable) return { kind: "last-outcome", ...outcomeTable };
  if (!sampledRows) return undefined;
  const { rowStart, rowEnd, successor, probability, terminated, reward } = sampledRows;
  return { kind: "rows", rowStart, rowEnd, successor, probability, terminated, reward };
}
