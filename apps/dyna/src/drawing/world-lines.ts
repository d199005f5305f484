import type { Run } from "@worldwise/experiment";
import type { NumberArray } from "@worldwise/protocol";
import type { TerminalOptions } from "@worldwise/render";
import { agentKnowledge } from "./agent-knowledge.ts";
import type { CellPainter } from "./cell-painter.ts";
import { gridLines } from "./grid-lines.ts";
import { observationLine, sceneLines } from "./scene-lines.ts";
import { stateTable } from "./state-table.ts";

/** How a world is drawn. */
export interface Drawing {
  readonly paint: CellPainter;
  /** States of a table that are shown. */
  readonly mostStates: number;
  /** For scenes. */
  readonly room: TerminalOptions;
}

/**
 * A picture of the world with the agent in it: what the agent knows on a grid or in a table of finite states; else the scene
 * of the world; else the numbers of the observation.
 *
 * @param knows - whether the agent knows anything
 */
export function worldLines(
  { environment, agent, grid }: Run, observation: NumberArray, { paint, mostStates, room }: Drawing, knows: boolean,
): readonly string[] {
  const { observation: space, action, scene } = environment;
  if (scene && (!knows || space.kind !== "discrete")) return sceneLines({ scene, observation: space }, observation, room);
  if (space.kind !== "discrete" || !knows) return [observationLine(observation)];
  const state = observation[0]!;
  const knowledge = action.kind === "discrete" ? agentKnowledge(agent, space.count, action.count)
    : { value: agent.decision.valueTable, greedyAction: new Int32Array(space.count).fill(-1) };
  return grid ? gridLines(grid, knowledge, state, paint) : stateTable(space.count, knowledge, state, mostStates);
}
