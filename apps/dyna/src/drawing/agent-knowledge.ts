import type { Agent } from "@worldwise/protocol";
import { greedyPolicy } from "../greedy-policy.ts";

/** What an agent knows of a finite world. */
export interface AgentKnowledge {
  /** `[N]` V, where the planner has a table. */
  readonly value: ArrayLike<number> | undefined;
  /** `[N]` The greedy action of every state; −1 where all actions are worth the same. */
  readonly greedyAction: ArrayLike<number>;
}

/** Reads tables of values and greedy actions. Learning goes on as if nobody had looked. */
export function agentKnowledge(agent: Agent, stateCount: number, actionCount: number): AgentKnowledge {
  const { valueTable, actionValueTable } = agent.decision;
  if (!actionValueTable) return { value: valueTable, greedyAction: greedyPolicy(agent, stateCount) };
  const rows = Array.from({ length: stateCount }, (_, s) => actionValueTable.subarray(s * actionCount, (s + 1) * actionCount));
  return { value: valueTable ?? rows.map((row) => Math.max(...row)), greedyAction: rows.map(greedyActionOf) };
}

function greedyActionOf(row: Float64Array): number {
  const best = Math.max(...row);
  return row.every((value) => value === best) ? -1 : row.indexOf(best);
}
