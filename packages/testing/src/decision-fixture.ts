import {
  add, cumsum, erf, exp, gather, greater, logSoftmax, matmul, max, mul, pick, reshape, square, sub, sum, tanh,
} from "@worldwise/autodiff";
import type {
  DecisionContext, OptimalityCondition, Parameter, Policy, StateFunction, Tensor, TracedPolicy,
} from "@worldwise/protocol";
import { traced } from "@worldwise/protocol";
import type { NamedStreams } from "./options.ts";
import { drawActions, drawElements } from "./random-elements.ts";
import type { World } from "./world.ts";

/** What a decision can be made up from. */
export type Told = Pick<World, "observation" | "action" | "discount" | "legalActions">;

/** A decision that tells everything that can be told of a world, for learners to try: random tables, or a smooth value. */
export function decisionFor(world: Told, streams: NamedStreams): Partial<DecisionContext> {
  const { discount, observation, action } = world;
  const common = { discount, policy: randomPolicy(world), stateDistribution: { draw: drawObservations(world) } };
  return observation.kind === "discrete" && action.kind === "discrete"
    ? { ...common, ...tabularWords(observation.count, action.count, streams) }
    : { ...common, ...smoothWords(observation.size, action.size) };
}

/** A policy that chooses among all legal actions alike. */
export const randomPolicy = ({ action, legalActions }: Told): Policy => ({
  act: (observation, random, outAction) => drawActions(action, random, outAction, legalActions && { legalActions, observation }),
});

const drawObservations = ({ observation }: Told): DecisionContext["stateDistribution"]["draw"] =>
  (random, outObservation) => drawElements(observation, random, outObservation);

function tabularWords(stateCount: number, actionCount: number, streams: NamedStreams): Partial<DecisionContext> {
  const random = streams("decision").lane(0);
  const actionValueTable = new Float64Array(stateCount * actionCount).map(() => random.normal());
  const valueTable = Float64Array.from({ length: stateCount }, (_, state) =>
    Math.max(...actionValueTable.subarray(state * actionCount, (state + 1) * actionCount)));
  const value = (parameters: { readonly table: Tensor }): StateFunction => (state) => gather(parameters.table, state);
  const table: Parameter<Float64Array> = { shape: [stateCount], data: valueTable };
  const actionTable: Parameter<Float64Array> = { shape: [stateCount * actionCount], data: actionValueTable };
  const actionRows: Parameter<Float64Array> = { shape: [stateCount, actionCount], data: actionValueTable };
  return {
    valueTable, actionValueTable, maxBackupTable: { actionValue: actionValueTable, stepSize: 0.1 },
    stageValues: new Float64Array(11 * stateCount).map(
      (_, i) => valueTable[i % stateCount]! * (1 - Math.floor(i / stateCount) / 10)
    ),
    value: { evaluate: (observation, outValue) => outValue.forEach((_, b) => (outValue[b] = valueTable[observation[b]!]!)) },
    actionValue: { evaluate: (observation, _, outValue) => outValue.forEach((_old, i) =>
      (outValue[i] = actionValueTable[observation[Math.floor(i / actionCount)]! * actionCount + (i % actionCount)]!)) },
    tracedValue: traced({ table }, value),
    tracedActionValue: traced(
      { table: actionTable }, (parameters) => (state, action) => gather(parameters.table, add(mul(state, actionCount), action)),
    ),
    tracedPolicy: traced({ logits: actionRows }, softmaxPolicy),
    valueFeatures: traced({ rows: actionRows }, ({ rows }) => (state) => gather(rows, state)),
    optimality: traced({ rows: actionRows }, tableCondition),
  };
}

/** π(·|x) = softmax(logits[x]), sampled by the inverse of its distribution function. */
function softmaxPolicy({ logits }: { readonly logits: Tensor }): TracedPolicy {
  const logarithms = ([own = logits]: readonly Tensor[], state: Tensor): Tensor => logSoftmax(gather(own, state));
  const probabilities = (parameters: readonly Tensor[], state: Tensor): Tensor => exp(logarithms(parameters, state));
  return {
    parameters: [logits], probabilities,
    logProbability: (parameters, state, action) => pick(logarithms(parameters, state), action),
    sample(parameters, state, noise) {
      const uniform = mul(0.5, add(1, erf(mul(noise, Math.SQRT1_2))));
      return sum(greater(reshape(uniform, [state.shape[0]!, 1]), cumsum(probabilities(parameters, state), 1)), 1);
    },
  };
}

/** Q = r̂ + γ E max Q, for all pairs of a table. */
function tableCondition({ rows }: { readonly rows: Tensor }): OptimalityCondition {
  const value: OptimalityCondition["value"] = (solution, state) => max(gather(solution, state), 1);
  return {
    solution: rows, value, actionValue: (solution, state, action) => pick(gather(solution, state), action),
    residual: (solution, { reward, discount, expectation }) =>
      sub(solution, reshape(add(reward, mul(discount, expectation((next) => value(solution, next)))), solution.shape)),
  };
}

/** V(x) = Σ_s w_s tanh(x_s),  w_s = 1, 1/2, 1/3 … */
function smoothWords(size: number, actionSize: number): Partial<DecisionContext> {
  const weight: Parameter<Float64Array> = { shape: [size], data: Float64Array.from({ length: size }, (_, s) => 1 / (s + 1)) };
  const value = (parameters: { readonly weight: Tensor }): StateFunction => (state) =>
    sum(mul(parameters.weight, tanh(state)), 1);
  return {
    tracedValue: traced({ weight }, value), differentiableValue: traced({ weight }, value),
    tracedActionValue: traced({ weight }, (parameters) => (state, action) => add(value(parameters)(state), sum(tanh(action), 1))),
    valueFeatures: traced({ weight }, (parameters) => (state) => mul(parameters.weight, tanh(state))),
    tracedPolicy: traced(
      { gain: { shape: [size, actionSize], data: new Float64Array(size * actionSize).fill(0.5) } }, gaussianPolicy,
    ),
    value: {
      evaluate: (observation, outValue) => outValue.forEach((_, b) => {
        outValue[b] = weight.data.reduce((total, w, s) => total + w * Math.tanh(observation[b * size + s]!), 0);
      }),
    },
  };
}

/** a = tanh(x K) + noise */
function gaussianPolicy({ gain }: { readonly gain: Tensor }): TracedPolicy {
  const center = ([own = gain]: readonly Tensor[], state: Tensor): Tensor => tanh(matmul(state, own));
  return {
    parameters: [gain],
    logProbability: (parameters, state, action) => mul(-0.5, sum(square(sub(action, center(parameters, state))), 1)),
    sample: (parameters, state, noise) => add(center(parameters, state), noise),
  };
}
