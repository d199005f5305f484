import type { Discrete, ModelLearner, Problem } from "@worldwise/protocol";
import { defineModelLearner, heap, WorldwiseError } from "@worldwise/protocol";
import { asDynamics } from "@worldwise/rollout";
import type { MdpTables, UntriedPrior } from "./mdp-tables.ts";
import { expectedRewards, mdpFace, mdpTables, stayEverywhere } from "./mdp-tables.ts";
import { packageName } from "./package-name.ts";
import { requireOption, requireRoom } from "./require-option.ts";
import type { TabularTransition } from "./transition-reader.ts";
import { transitionReader } from "./transition-reader.ts";
import { visitMetrics } from "./visit-metrics.ts";

/** What can be chosen for `counts`. */
export interface CountsOptions {
  /**
   * Most outcomes that a state and action can have, at least 1. An outcome is a next state together with whether the episode
   * ended, so more than 2N are never needed, and no room is made for them.
   */
  readonly width: number;
  /** What is said of pairs that were never tried. */
  readonly prior: UntriedPrior;
  /** What imagined steps are paid: the mean reward of their state and action, or that of their outcome. */
  readonly rewards: "expected" | "outcome";
}

/** What `counts` remembers. Rows r = x · M + a, outcomes k inside a row. */
export type CountsState = {
  /** The data set's clock at the last update. */
  seen: number;
  /** `[N·M]` n(x, a) */
  visits: Float64Array;
  /** `[K]` n(x, a, y), apart for those that ended the episode. */
  outcomeVisits: Float64Array;
  /** P̂ and r̂, and r̂(x, a, y) in `successorReward`. */
  mdp: MdpTables & { successorReward: Float64Array };
};

/** A learner by counts; its faces depend on what imagined steps are paid. */
export type CountsLearner<Rewards extends CountsOptions["rewards"] = CountsOptions["rewards"]> =
  Rewards extends "expected" ? ModelLearner<Discrete, Discrete, CountsState, never, "mdp" | "dynamics" | "sampledRows">
  : ModelLearner<Discrete, Discrete, CountsState, never, "mdp" | "dynamics">;

/**
 * The model of maximum likelihood: how often each outcome came, and the mean reward.
 *
 *   P̂(y|x,a) = n(x,a,y) / n(x,a)
 *   r̂(x,a) += (r − r̂(x,a)) / n(x,a)
 *
 * An outcome is a pair of next state and termination, so that learned terminations are exact. One transition costs a walk over
 * its row, at most `width` numbers. Where a row needs more outcomes than `width`, `update` throws `row-full` and learns nothing
 * of that transition.
 *
 * The face `mdp` has the mean reward of each outcome in `successorReward`. Imagined steps are paid r̂(x,a), as finite Dyna is, and
 * the face `sampledRows` promises so; with `rewards: "outcome"` they are paid the mean of their own outcome, and that face is not
 * there. Episodes of the model start anywhere, uniformly: transitions do not say where the true ones start.
 *
 * @param problem - finite spaces and γ
 * @param options - `width` 32, `prior` "none" and `rewards` "expected" unless given
 *
 * Source: the finite case of Dyna; Sutton (1991), with the running mean for the reward.
 */
export function counts(
  problem: Problem<Discrete, Discrete>, options?: Partial<CountsOptions> & { readonly rewards?: "expected" },
): CountsLearner<"expected">;
export function counts(
  problem: Problem<Discrete, Discrete>, options: Partial<CountsOptions> & { readonly rewards: "outcome" },
): CountsLearner<"outcome">;
export function counts(problem: Problem<Discrete, Discrete>, options: Partial<CountsOptions>): CountsLearner;
export function counts(
  problem: Problem<Discrete, Discrete>, { width: most = 32, prior = "none", rewards = "expected" }: Partial<CountsOptions> = {},
): CountsLearner {
  requireOption(Number.isInteger(most) && most >= 1, "width", "a whole number of at least 1", most);
  const width = Math.min(most, 2 * problem.observation.count);
  requireRoom(problem, width);
  const common = { name: "counts", package: packageName, spaces: problem, needs: [], ...learning(problem, width, prior) };
  if (rewards === "outcome") {
    return defineModelLearner({
      ...common, provides: ["mdp", "dynamics"],
      model(state: CountsState) {
        const mdp = mdpFace(problem, state.mdp);
        return { mdp, dynamics: asDynamics(mdp) };
      },
    });
  }
  return defineModelLearner({
    ...common, provides: ["mdp", "dynamics", "sampledRows"],
    model(state: CountsState) {
      const mdp = mdpFace(problem, state.mdp);
      const sampledRows = expectedRewards(mdp);
      return { mdp, dynamics: asDynamics(sampledRows), sampledRows };
    },
  });
}

type Learning = Required<Pick<CountsLearner<"outcome">, "init" | "update" | "metrics">>;

function learning(problem: Problem<Discrete, Discrete>, width: number, prior: UntriedPrior): Learning {
  const reader = transitionReader(problem);
  const learn = (state: CountsState, transition: TabularTransition): void => count(state, transition, width);
  return {
    init(_random, allocator = heap) {
      const tables = mdpTables(problem, width, allocator);
      if (prior === "stay") stayEverywhere(tables, problem.action.count);
      const room = tables.successor.length;
      return {
        seen: 0, visits: allocator("float64", tables.rowStart.length), outcomeVisits: allocator("float64", room),
        mdp: { ...tables, successorReward: allocator("float64", room) },
      };
    },
    update: (state, data) => reader.read(state, data, learn),
    metrics: ({ visits }) => visitMetrics(visits),
  };
}

function count({ visits, outcomeVisits, mdp }: CountsState, transition: TabularTransition, width: number): void {
  const { row, reward } = transition;
  const { rowStart, rowEnd, probability, successorReward } = mdp;
  const k = outcomeOf(mdp, transition, visits[row]!, width);
  const total = ++visits[row]!;
  const same = ++outcomeVisits[k]!;
  mdp.reward[row]! += (reward - mdp.reward[row]!) / total;
  successorReward[k]! += (reward - successorReward[k]!) / same;
  for (let i = rowStart[row]!; i < rowEnd[row]!; i++) probability[i] = outcomeVisits[i]! / total;
}

/** Finds the outcome in its row, or adds it. */
function outcomeOf(mdp: MdpTables, transition: TabularTransition, visits: number, width: number): number {
  const { row, next, terminated } = transition;
  const start = mdp.rowStart[row]!;
  // What the prior said gives way to the first thing that really happened.
  const end = visits === 0 ? start : mdp.rowEnd[row]!;
  for (let k = start; k < end; k++) if (mdp.successor[k] === next && mdp.terminated[k] === terminated) return k;
  if (end === start + width) throw rowFull(transition, width);
  mdp.successor[end] = next;
  mdp.terminated[end] = terminated;
  mdp.rowEnd[row] = end + 1;
  return end;
}

const rowFull = ({ state, action, next }: TabularTransition, width: number): WorldwiseError =>
  new WorldwiseError("row-full", {
    expected: `at most ${width} different outcomes of state ${state}, action ${action}`, got: `one more, next state ${next}`,
    todo: `make the learner with a width above ${width}`,
  }, { state, action, next, width });
