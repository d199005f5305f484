import type { Component, Discrete, Dynamics, Plugin } from "@worldwise/protocol";
import { defineDynamics, definePlugin, discrete, integer, optionSchema } from "@worldwise/protocol";

/** What can be chosen. */
export interface __Factory__Options {
  /** Cells in the row, at least 2. */
  readonly length: number;
}

/**
 * Cells in a row: action 1 moves to the right, action 0 to the left. The last cell pays 1 and ends the episode.
 *
 *   x' = max(0, x + 1) or max(0, x − 1),   r = 1 where x' = length − 1, else 0
 */
export const __factory__ = (
  { length = 10 }: Partial<__Factory__Options> = {},
): Dynamics<Discrete, Discrete, Discrete> & Component<"dynamics", never, "dynamics"> =>
  defineDynamics({
    name: "__factory__", state: discrete(length), action: discrete(2), discount: 0.9,
    start(_random, out) {
      out.state = 0;
    },
    step(state, action, _random, out) {
      out.state = Math.max(0, state + (action === 1 ? 1 : -1));
      out.terminated = out.state === length - 1;
      out.reward = out.terminated ? 1 : 0;
    },
  });

/** The same by name. */
export const __factory__Plugin: Plugin<"dynamics", __Factory__Options, unknown, ReturnType<typeof __factory__>> = definePlugin({
  role: "dynamics", name: "__factory__", about: "Cells in a row, of which the last one pays.",
  options: optionSchema({ length: integer({ description: "Cells in the row.", default: 10, minimum: 2 }) }),
  create: (options: __Factory__Options) => __factory__(options),
});
