import type { Discrete, Mdp, OptionSchema, Outcome, Planner, Plugin } from "@worldwise/protocol";
import { choice, createComponent, definePlanner, definePlugin, heap, integer, number, optionSchema } from "@worldwise/protocol";
import type { ActionValueTables } from "./action-values.ts";
import { actionValueTables } from "./action-values.ts";
import { tablePolicy } from "./policies.ts";
import type { Atom, ReturnLaw } from "./return-law.ts";
import { averageOf, lawOf } from "./return-law.ts";
import type { Risk, RiskChoice } from "./risk.ts";
import { riskOf } from "./risk.ts";
import { epsilonGreedy } from "./selection.ts";
import type { TableWord } from "./table-decision.ts";
import { tableDecision, tableWords } from "./table-decision.ts";
import type { TabularProblem } from "./tabular-problem.ts";
import { checkTabular, checkWorld, packageName } from "./tabular-problem.ts";

/** Options of {@link riskSensitiveInduction}. */
export interface RiskSensitiveOptions extends RiskChoice {
  /** Steps that are looked ahead, at most; at least 1. Default 100. */
  readonly horizon?: number;
  /** Returns that a law is written out with, at most; at least 2. Default 100. */
  readonly atoms?: number;
  /** Probability of a random action in explore mode, in [0, 1]. Default 0. */
  readonly explore?: number;
}

/** Q and V are means of the policy; what it is greedy in, is the risk. */
export type RiskSensitiveState = ActionValueTables & {
  /** `[N, M]` Risk of every action, followed by the policy. */
  risk: Float64Array;
  /** Stages of all calls of `plan`. */
  iterations: number;
};

/** Plans for who minds risk. */
export type RiskSensitiveInduction = Planner<Discrete, Discrete, RiskSensitiveState, "mdp", TableWord>;

const options: OptionSchema<Required<RiskSensitiveOptions>> = optionSchema({
  measure: choice(["cvar", "mean-variance", "entropic", "mean"], { description: "what an action is chosen by", default: "cvar" }),
  level: number({ description: "size of the worst part (cvar)", default: 0.5, exclusiveMinimum: 0, maximum: 1 }),
  aversion: number({ description: "cost of variance (mean-variance), or aversion (entropic)", default: 1, exclusiveMinimum: 0 }),
  horizon: integer({ description: "steps that are looked ahead, at most", default: 100, minimum: 1 }),
  atoms: integer({ description: "returns that a law is written out with, at most", default: 100, minimum: 2 }),
  explore: number({ description: "probability of a random action in explore mode", default: 0, minimum: 0, maximum: 1 }),
});

/** {@link riskSensitiveInduction} by name. */
export const riskSensitiveInductionPlugin: Plugin<
  "planner", Required<RiskSensitiveOptions>, TabularProblem, RiskSensitiveInduction
> = definePlugin({
  role: "planner", name: "riskSensitiveInduction", about: "Backward induction of whole laws of returns, greedy in their risk", options, create,
});

/**
 * Backward induction of the laws of returns, greedy in a measure of risk.
 *
 *   law_0 = 0,   law_h(x,a) = mixture over y ~ P(·|x,a) of r + γ law_h−1(y, π_h−1(y)),   π_h(x) ∈ argmax_a risk(law_h(x,a))
 *
 * Ends as `converged` where means and risks of a stage differ from those of the one before by at most 1e-9, else as
 * `max-iterations`. Laws are exact as long as they have at most `atoms` returns; then neighbors are put together, and means stay
 * exact. Rewards are those of transitions, where the MDP tells them. `value` and `actionValue` are means of the policy that is
 * greedy in the risk; an equal risk is won by the lowest action.
 *
 * Known limit: apart from the mean, the entropic risk without discount, and worlds that are decided by one choice, this is not the
 * policy whose return from the start has the best risk: that one would have to remember what it has earned. Throws `bad-options`;
 * `plan` throws `wrong-world`, and answers `non-finite` where the MDP is not finite.
 *
 * Source: distributional value iteration with risk-sensitive greedy actions, Bellemare, Dabney and Rowland (2023), Distributional
 * Reinforcement Learning, chapter 7, from memory. Conditional value at risk: Rockafellar and Uryasev (2002), for returns.
 */
export function riskSensitiveInduction(problem: TabularProblem, chosen: RiskSensitiveOptions = {}): RiskSensitiveInduction {
  return createComponent(riskSensitiveInductionPlugin, chosen, problem);
}

function create(chosen: Required<RiskSensitiveOptions>, problem: TabularProblem): RiskSensitiveInduction {
  checkTabular(problem);
  const { observation: { count: stateCount }, action: { count: actionCount } } = problem;
  const selection = epsilonGreedy(actionCount, chosen.explore);
  const induce = induction(chosen);
  return definePlanner({
    name: `risk-sensitive-induction ${chosen.measure}`, package: packageName, spaces: problem, needs: ["mdp"], provides: tableWords,
    init: (_, allocator = heap): RiskSensitiveState => ({
      ...actionValueTables(problem, 0, allocator), risk: allocator("float64", stateCount * actionCount), iterations: 0,
    }),
    plan(state, { mdp }) {
      checkWorld(problem, mdp);
      return induce(mdp, state);
    },
    policy: ({ risk }) => tablePolicy(selection, risk),
    decision: (state) => ({ ...tableDecision(problem, selection, state), policy: tablePolicy(selection, state.risk) }),
    metrics: ({ risk, iterations }) => ({ meanRisk: risk.reduce((total, each) => total + each, 0) / risk.length, iterations }),
  });
}

const settled = 1e-9;

/** Writes risk, Q and V of the last stage. */
function induction({ horizon, atoms, ...choices }: Required<RiskSensitiveOptions>): (mdp: Mdp, state: RiskSensitiveState) => Outcome {
  const risk = riskOf(choices);
  return (mdp, state) => {
    if (!mdp.reward.every(Number.isFinite) || !mdp.probability.every(Number.isFinite)) return "non-finite";
    const nothing: ReturnLaw = { returns: [0], probabilities: [1] };
    let after: readonly ReturnLaw[] = Array.from({ length: mdp.stateCount }, () => nothing);
    for (let h = 0; h < horizon; h++) {
      const laws = Array.from({ length: mdp.stateCount * mdp.actionCount }, (_, row) => backedUp(mdp, row, after, atoms));
      const change = judge(laws, risk, state);
      state.iterations++;
      after = greedyLaws(laws, mdp, state);
      if (change <= settled) return "converged";
    }
    return "max-iterations";
  };
}

/** The law of one action in one state, before laws of what comes after. A row without outcomes is worth its reward. */
function backedUp(mdp: Mdp, row: number, after: readonly ReturnLaw[], most: number): ReturnLaw {
  const mixed: Atom[] = [];
  for (let k = mdp.rowStart[row]!; k < mdp.rowEnd[row]!; k++) {
    const [paid, mass] = [mdp.successorReward?.[k] ?? mdp.reward[row]!, mdp.probability[k]!];
    if (mass === 0) continue;
    if (mdp.terminated[k] === 1) {
      mixed.push([paid, mass]);
      continue;
    }
    const { returns, probabilities } = after[mdp.successor[k]!]!;
    returns.forEach((value, i) => mixed.push([paid + mdp.discount * value, mass * probabilities[i]!]));
  }
  return lawOf(mixed.length > 0 ? mixed : [[mdp.reward[row]!, 1]], most);
}

/** Writes risks and means. Returns the greatest change. */
function judge(laws: readonly ReturnLaw[], risk: Risk, { risk: outRisk, actionValue: outMean }: RiskSensitiveState): number {
  let change = 0;
  laws.forEach((law, row) => {
    const [measured, mean] = [risk(law), averageOf(law, (value) => value)];
    change = Math.max(change, Math.abs(measured - outRisk[row]!), Math.abs(mean - outMean[row]!));
    outRisk[row] = measured;
    outMean[row] = mean;
  });
  return change;
}

/** The laws of the policy that is greedy in the risk. Writes V. */
function greedyLaws(laws: readonly ReturnLaw[], { actionCount }: Mdp, { risk, actionValue, value }: RiskSensitiveState): ReturnLaw[] {
  return Array.from(value, (_, x) => {
    let best = x * actionCount;
    for (let row = best + 1; row < (x + 1) * actionCount; row++) if (risk[row]! > risk[best]!) best = row;
    value[x] = actionValue[best]!;
    return laws[best]!;
  });
}
