import type { Agent, Mdp, TransitionBatch } from "@worldwise/protocol";
import { evaluatedPolicy } from "../evaluated-policy.ts";
import { optimalValue } from "../exact-values.ts";
import { modelErrors } from "../model-errors.ts";
import { backup, gradientErrors, softmaxPolicy } from "./gradient-errors.ts";
import type { HeldOutEpisodes } from "./held-out-episodes.ts";
import type { Qualities } from "./qualities.ts";
import { noQualities } from "./qualities.ts";
import type { Measurement } from "./quality-record.ts";
import { reliabilityError } from "./reliability.ts";
import { stateDistributionErrors } from "./state-distribution-errors.ts";
import { rowOf, tableLikelihood } from "./table-likelihood.ts";

/** The true table, and what is found out of it once. */
export interface TrueWorld {
  readonly mdp: Mdp;
  /** `[N]` V*; undefined where it is not defined. */
  readonly optimal: Float64Array | undefined;
}

/** What a table is judged on. */
export interface TableQualityOptions extends Required<Pick<Measurement, "horizons" | "temperature">> {
  readonly heldOut: HeldOutEpisodes;
  readonly world?: TrueWorld;
}

/** Solves the world once for all measurements. */
export const trueWorld = (mdp: Mdp): TrueWorld => ({ mdp, optimal: optimalValue(mdp) });

/** How an explicit model does: on held-out transitions, and against the true table where there is one. */
export function tableQuality(agent: Agent, { heldOut: { transitions }, world, ...options }: TableQualityOptions): Qualities {
  const model = agent.model.mdp;
  if (!model || transitions.size === 0) return noQualities;
  const { logLikelihood, impossibleShare } = tableLikelihood(model, transitions);
  const heard = {
    "log-likelihood": logLikelihood, "impossible-share": impossibleShare, "calibration-error": reliabilityError(model, transitions),
  };
  if (!world || !sameSize(model, world.mdp)) return { measures: heard, byHorizon: {} };
  const drift = stateDistributionErrors(model, world.mdp, evaluatedPolicy(agent, world.mdp), options.horizons);
  return {
    measures: {
      ...heard, ...valueErrors(agent, model, world, transitions), ...misleading(agent, model, world.mdp, options.temperature),
    },
    byHorizon: { ...(drift && { "state-distribution-error": drift }) },
  };
}

const sameSize = (a: Mdp, b: Mdp): boolean => a.stateCount === b.stateCount && a.actionCount === b.actionCount;

/**
 * Errors of the next value, where it matters.
 *
 *   planned-value-error, optimal-value-error   |(P̂ − P) V̂| and |(P̂ − P) V*|, a mean over all states and actions
 *   visited-value-error                        |(P̂ − P) V*|, a mean over the held-out transitions
 */
function valueErrors(
  { decision: { valueTable } }: Agent, model: Mdp, { mdp, optimal }: TrueWorld, transitions: TransitionBatch,
): Qualities["measures"] {
  if (!optimal) return {};
  const errors = modelErrors(model, mdp, { planned: valueTable ?? optimal, optimal });
  if (!errors) return {};
  return {
    "optimal-value-error": errors["optimal-value"], ...(valueTable && { "planned-value-error": errors["planned-value"] }),
    "visited-value-error": visitedError(model, mdp, optimal, transitions),
  };
}

function visitedError(model: Mdp, world: Mdp, value: Float64Array, transitions: TransitionBatch): number {
  const [imagined, seen] = [nextValues(model, value), nextValues(world, value)];
  let total = 0;
  for (let b = 0; b < transitions.size; b++) {
    const row = rowOf(world, transitions, b);
    total += Math.abs(imagined[row]! - seen[row]!);
  }
  return total / transitions.size;
}

/** `[N·M]` P V: a backup without rewards and discount. */
const nextValues = (mdp: Mdp, value: Float64Array): Float64Array =>
  backup({ ...mdp, reward: new Float64Array(mdp.reward.length), discount: 1 }, value);

/** The policy gradient at the softmax of the planner's action values, in the model and in the world. */
function misleading({ decision }: Agent, model: Mdp, world: Mdp, temperature: number): Qualities["measures"] {
  const actionValue = decision.actionValueTable ?? (decision.valueTable && backup(model, decision.valueTable));
  if (actionValue?.length !== world.reward.length || !actionValue.every(Number.isFinite)) return {};
  const errors = gradientErrors(model, world, softmaxPolicy(actionValue, world.actionCount, temperature));
  return errors ? { "gradient-error": errors.error, "gradient-cosine": errors.cosine } : {};
}
