/** Where not all actions may be taken, the mask is a face of the world like any other: a planner that asks for it gets it. */
import type { AgentRecipe, Discrete, Dynamics, Environment, LegalActions, Planner, StateTree } from "../index.ts";
import { definePlanner } from "../index.ts";
import { batchModelBased } from "./support/compositions.test-d.ts";
import { counts } from "./support/models.test-d.ts";
import { finite } from "./support/problems.test-d.ts";

/** The first three states have one action less. */
const legalActions: LegalActions<Discrete> = {
  mask(observation, outMask) {
    const { count } = finite.action;
    outMask.fill(1);
    observation.forEach((state, b) => { if (state < 3) outMask[(b + 1) * count - 1] = 0; });
  },
};

type State = { readonly actionValue: Float64Array };
const maskedGreedy: Planner<Discrete, Discrete, State, "mdp" | "legalActions", never> = definePlanner({
  name: "masked-greedy", needs: ["mdp", "legalActions"], provides: [],
  init: () => ({ actionValue: new Float64Array(finite.observation.count * finite.action.count) }),
  policy({ actionValue }, { legalActions: { mask } }) {
    const legal = new Uint8Array(finite.action.count);
    return {
      act(observation, random, outAction) {
        for (let b = 0; b < random.lanes; b++) {
          mask(observation.subarray(b, b + 1), legal);
          const row = observation[b]! * legal.length;
          let best = legal.indexOf(1);
          for (let a = best + 1; a < legal.length; a++) {
            if (legal[a] === 1 && actionValue[row + a]! > actionValue[row + best]!) best = a;
          }
          outAction[b] = best;
        }
      },
    };
  },
  decision: () => ({}),
});

const parts = { problem: finite, learner: counts(finite), planner: maskedGreedy, stepsPerRound: 100 };
export const agent: AgentRecipe<Discrete, Discrete> = batchModelBased({ ...parts, world: { legalActions } });
// @ts-expect-error nobody says which actions are legal
batchModelBased(parts);

/** Environments and dynamics say so themselves, where it is so. */
type Masked = { readonly legalActions?: LegalActions<Discrete> };
export const worldOf = ({ legalActions: mask }: Environment<Discrete, Discrete> | Dynamics<Discrete, Discrete>): Masked =>
  (mask ? { legalActions: mask } : {});

declare const anySearch: Planner<Discrete, Discrete, StateTree, "mdp", never>;
export const unmasked: AgentRecipe<Discrete, Discrete> = batchModelBased({ ...parts, planner: anySearch });
