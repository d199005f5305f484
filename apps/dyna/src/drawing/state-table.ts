import { formatNumber } from "../report/format-number.ts";
import type { AgentKnowledge } from "./agent-knowledge.ts";

/**
 * A finite world without places: one row for each state, those round the agent's where there are more than fit.
 *
 * @param most - how many states are shown
 */
export function stateTable(
  stateCount: number, { value, greedyAction }: AgentKnowledge, state: number, most: number,
): readonly string[] {
  const shown = Math.min(most, stateCount);
  const first = Math.max(0, Math.min(stateCount - shown, state - Math.floor(shown / 2)));
  const rows = Array.from({ length: shown }, (_, index) => {
    const s = first + index;
    const action = greedyAction[s]!;
    return row(s === state ? "@" : " ", String(s), value ? formatNumber(value[s]!) : "", action < 0 ? "" : String(action));
  });
  const rest = stateCount - shown;
  return [row(" ", "state", "value", "action"), ...rows, ...(rest > 0 ? [`  … ${rest} more states`] : [])];
}

const row = (marker: string, state: string, value: string, action: string): string =>
  `${marker} ${state.padStart(6)} ${value.padStart(12)} ${action.padStart(7)}`.trimEnd();
