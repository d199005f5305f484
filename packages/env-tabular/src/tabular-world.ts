import type { Component, Discrete, Dynamics, GridLayout, LegalActions, Mdp, Named, Scene } from "@worldwise/protocol";
import { checkMdp, mark } from "@worldwise/protocol";
import { gridScene } from "@worldwise/render";
import { asDynamics } from "@worldwise/rollout";

/**
 * A finite world that is known exactly: it is its own generative face, and carries its explicit one.
 *
 * So a planner can be given the truth where it would be given a learned model.
 */
export interface TabularWorld extends Dynamics<Discrete, Discrete, Discrete>, Component<"dynamics", never, "mdp" | "dynamics"> {
  /** The exact transition table. Shared, not copied: read it, never write it. */
  readonly mdp: Mdp;
  readonly grid?: GridLayout;
  readonly legalActions?: LegalActions<Discrete>;
  /** The customary time limit, in steps. */
  readonly maxEpisodeSteps?: number;
}

/** What a finite world says of itself beside its MDP. */
export interface WorldDetails extends Named {
  readonly grid?: GridLayout;
  readonly legalActions?: LegalActions<Discrete>;
  readonly maxEpisodeSteps?: number;
  /** What a state looks like; by default its place in the grid, where there is one. */
  scene?(state: number): Scene;
}

/**
 * A world from its explicit MDP. The states are the observations; one uniform number is drawn on every start and every step.
 *
 * Throws `bad-mdp` unless the MDP is one.
 *
 * @param mdp - read at every step, never written
 *
 * @example
 * ```ts
 * import { fromTransitionTable, tabularWorld } from "@worldwise/env-tabular";
 *
 * const P = [[[[0.5, 0, 0, false], [0.5, 0, 1, true]]]] as const;
 * const coin = tabularWorld(fromTransitionTable(P, { initial: 0, discount: 0.9 }), { name: "coin" });
 * console.log(coin.mdp.reward[0]); // 0.5
 * ```
 */
export function tabularWorld(mdp: Mdp, details: WorldDetails): TabularWorld {
  checkMdp(mdp);
  const { name, grid, legalActions, maxEpisodeSteps, scene = grid && gridScene(grid) } = details;
  const dynamics = asDynamics(mdp, { name, ...(maxEpisodeSteps !== undefined && { maxEpisodeSteps }) });
  const faces: Omit<TabularWorld, "~worldwise"> = {
    ...dynamics, mdp, ...(grid && { grid }), ...(legalActions && { legalActions }),
    ...(scene && { scene: (state: Int32Array, lane: number) => scene(state[lane]!) }),
  };
  return mark("dynamics", { ...details, spaces: faces, needs: [], provides: ["mdp", "dynamics"] }, faces);
}
