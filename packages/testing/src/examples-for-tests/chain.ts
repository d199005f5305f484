import type { Component, Discrete, Dynamics, Mdp } from "@worldwise/protocol";
import { asDynamics } from "@worldwise/rollout";

/**
 * A chain of five states: right moves on with probability 0.9, left goes back, and the last state ends the episode with reward 1.
 */
export const chainMdp = (): Mdp => {
  const stateCount = 5;
  const rowStart = Int32Array.from({ length: stateCount * 2 }, (_, row) => 2 * row);
  const next = (state: number): [number, number] => [Math.max(state - 1, 0), Math.min(state + 1, stateCount - 1)];
  const rows = Array.from(rowStart, (_, row) => ({ state: row >> 1, right: row & 1 }));
  return {
    stateCount, actionCount: 2, rowStart, rowEnd: rowStart.map((start) => start + 2),
    successor: Int32Array.from(rows.flatMap(({ state }) => next(state))),
    probability: Float64Array.from(rows.flatMap(({ right }) => (right ? [0.1, 0.9] : [0.9, 0.1]))),
    terminated: Uint8Array.from(rows.flatMap(({ state }) => [0, state >= stateCount - 2 ? 1 : 0])),
    reward: Float64Array.from(rows, ({ state, right }) => (state >= stateCount - 2 ? (right ? 0.9 : 0.1) : 0)),
    successorReward: Float64Array.from(rows.flatMap(({ state }) => [0, state >= stateCount - 2 ? 1 : 0])),
    initial: Float64Array.of(0.75, 0.25, 0, 0, 0), discount: 0.9,
  };
};

/** A world with both faces. */
export type ChainWorld =
  Dynamics<Discrete, Discrete, Discrete> & Component<"dynamics", never, "dynamics"> & { readonly mdp: Mdp };

/** The chain with both faces. */
export const chainWorld = (): ChainWorld => {
  const mdp = chainMdp();
  return { ...asDynamics(mdp, { name: "chain", maxEpisodeSteps: 20 }), mdp };
};
