import type { Environment } from "@worldwise/protocol";
import type { TerminalOptions } from "@worldwise/render";
import { toTerminal } from "@worldwise/render";
import { formatNumber } from "../report/format-number.ts";

/** A picture of where the environment is, and its numbers where they are no state's name. */
export function sceneLines(
  { scene, observation: space }: Pick<Environment, "observation"> & Required<Pick<Environment, "scene">>,
  observation: ArrayLike<number>, room: TerminalOptions,
): readonly string[] {
  const numbers = space.kind === "discrete" || space.size > mostNumbers ? [] : [observationLine(observation)];
  return [...toTerminal(scene(), room), ...numbers];
}

/** More would not be read. */
const mostNumbers = 12;

/** The numbers that an agent sees. */
export const observationLine = (observation: ArrayLike<number>): string =>
  `observation ${Array.from(observation, formatNumber).join(", ")}`;
