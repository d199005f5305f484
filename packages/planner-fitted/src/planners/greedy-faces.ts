import type { Decision, Discrete, Policy, Random, Space } from "@worldwise/protocol";
import type { FittedProblem } from "./fitted-problem.ts";
import { inputReader } from "./fitted-problem.ts";

/** What every planner with fitted action values can tell. */
export type FittedWord = "discount" | "value" | "actionValue" | "policy";
/** The same as a list. */
export const fittedWords: readonly FittedWord[] = ["discount", "value", "actionValue", "policy"];

/** Writes outValue `[B, M]` for `count` = B inputs `[B, D]`. */
export type Predict = (input: Float64Array, count: number, outValue: Float64Array) => void;

/**
 * The policy that is greedy in fitted action values.
 *
 * Explores with a uniformly random action with probability `explore`; random numbers of a lane: one uniform, then one integer
 * where it explores, or where several actions are best. Judged: the best action of lowest index, no random numbers.
 */
export function greedyPolicy<O extends Space>(
  problem: FittedProblem<O>, explore: number, actionValue: Predict,
): Policy<O, Discrete> {
  const { count: actionCount } = problem.action;
  const read = inputReader(problem);
  const scratch = growingScratch();
  return {
    act(observation, random, outAction, mode = "explore") {
      const { lanes } = random;
      const value = scratch(lanes * actionCount);
      actionValue(read(observation, lanes), lanes, value);
      for (let b = 0; b < lanes; b++) {
        const isJudged = mode === "evaluate";
        outAction[b] = isJudged ? bestOf(value, b, actionCount, 0) : drawn(value, b, actionCount, explore, random.lane(b));
      }
    },
  };
}

/**
 * The words of a planner with fitted action values.
 *
 * @param value - writes outValue `[B]`; by default max_a Q(x,a)
 */
export function fittedDecision<O extends Space>(
  problem: FittedProblem<O>, explore: number, actionValue: Predict, value: Predict = maximumOf(problem.action.count, actionValue),
): Decision<FittedWord, O, Discrete> {
  const { discount, action: { count: actionCount } } = problem;
  const read = inputReader(problem);
  return {
    discount, policy: greedyPolicy(problem, explore, actionValue),
    value: { evaluate: (observation, outValue) => value(read(observation, outValue.length), outValue.length, outValue) },
    actionValue: {
      evaluate(observation, _, outValue) {
        const lanes = outValue.length / actionCount;
        actionValue(read(observation, lanes), lanes, outValue);
      },
    },
  };
}

/** V(x) = max_a Q(x,a). */
export function maximumOf(actionCount: number, actionValue: Predict): Predict {
  const scratch = growingScratch();
  return (input, count, outValue) => {
    const values = scratch(count * actionCount);
    actionValue(input, count, values);
    writeMaxima(values, actionCount, count, outValue);
  };
}

/** Writes the maximum of each of `count` rows of M. */
export function writeMaxima(values: Float64Array, actionCount: number, count: number, outValue: Float64Array): void {
  for (let b = 0; b < count; b++) {
    let best = values[b * actionCount]!;
    for (let a = 1; a < actionCount; a++) best = Math.max(best, values[b * actionCount + a]!);
    outValue[b] = best;
  }
}

/** An array that is made anew only when it is too short. */
export function growingScratch(): (length: number) => Float64Array {
  let scratch = new Float64Array(0);
  return (length) => {
    if (scratch.length < length) scratch = new Float64Array(length);
    return scratch;
  };
}

function drawn(value: Float64Array, b: number, actionCount: number, explore: number, random: Random): number {
  if (random.uniform() < explore) return random.integer(actionCount);
  const ties = tieCount(value, b, actionCount);
  return bestOf(value, b, actionCount, ties > 1 ? random.integer(ties) : 0);
}

/** How many entries of row b are as good as the best. */
function tieCount(value: Float64Array, b: number, actionCount: number): number {
  const best = value[b * actionCount + bestOf(value, b, actionCount, 0)]!;
  let count = 0;
  for (let a = 0; a < actionCount; a++) if (value[b * actionCount + a] === best) count++;
  return count;
}

/** Index of the best entry of row b, after skipping some that are as good. */
function bestOf(value: Float64Array, b: number, actionCount: number, skipped: number): number {
  const row = b * actionCount;
  let best = 0;
  for (let a = 1; a < actionCount; a++) if (value[row + a]! > value[row + best]!) best = a;
  let left = skipped;
  for (let a = best + 1; left > 0 && a < actionCount; a++) {
    if (value[row + a] !== value[row + best]) continue;
    best = a;
    left--;
  }
  return best;
}
