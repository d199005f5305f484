import type { GridLayout, LegalActions, Problem, Space } from "@worldwise/protocol";

/** What every face of a world says of it, whatever wraps it. */
export interface World<O extends Space, A extends Space> extends Problem<O, A> {
  readonly maxEpisodeSteps?: number;
  readonly legalActions?: LegalActions<O>;
  readonly grid?: GridLayout;
}

/** The facts that a derived face takes over. (Not a spread: an author's record may have getters or be a class.) */
export function sameWorld<O extends Space, A extends Space>(world: World<O, A>): World<O, A> {
  const { observation, action, discount, maxEpisodeSteps, legalActions, grid } = world;
  return {
    observation, action, discount,
    ...(maxEpisodeSteps !== undefined && { maxEpisodeSteps }), ...(legalActions && { legalActions }), ...(grid && { grid }),
  };
}
