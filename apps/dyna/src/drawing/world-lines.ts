import type { Run } from "@worldwise/experiment";
import type { NumberArray } from "@worldwise/protocol";
import { formatNumber } from "../report/format-number.ts";
import { agentKnowledge } from "./agent-knowledge.ts";
import type { CellPainter } from "./cell-painter.ts";
import { gridLines } from "./grid-lines.ts";
import { stateTable } from "./state-table.ts";

/** How a world is drawn. */
export interface Drawing {
  readonly paint: CellPainter;
  /** States of a table that are shown. */
  readonly mostStates: number;
}

/** A picture of the world with the agent in it: a grid, a table of finite states, or the numbers of the observation. */
export function worldLines(
  { environment, agent, grid }: Run, observation: NumberArray, { paint, mostStates }: Drawing,
): readonly string[] {
  const { observation: space, action } = environment;
  if (space.kind !== "discrete") return [`observation ${[...observation].map(formatNumber).join(", ")}`];
  const state = observation[0]!;
  const knowledge = action.kind === "discrete" ? agentKnowledge(agent, space.count, action.count)
    : { value: agent.decision.valueTable, greedyAction: new Int32Array(space.count).fill(-1) };
  return grid ? gridLines(grid, knowledge, state, paint) : stateTable(space.count, knowledge, state, mostStates);
}
