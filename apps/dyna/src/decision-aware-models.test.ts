import { batchModelBased } from "@worldwise/agents";
import { garnet } from "@worldwise/env-tabular";
import { gradientLearner } from "@worldwise/learning";
import { iterVaml, maximumLikelihood, optimalModelDesign, squaredReward, vaml } from "@worldwise/model-losses";
import { aggregatedTable, contiguousGroups, counts, lowRank, softmaxTable } from "@worldwise/model-tabular";
import { adam } from "@worldwise/nn";
import { valueIteration } from "@worldwise/planner-tabular";
import type { Agent, AgentRecipe, Discrete, Mdp, ModelLoss } from "@worldwise/protocol";
import { defineModelLoss } from "@worldwise/protocol";
import { asEnvironment, drive, timeLimit } from "@worldwise/rollout";
import { describe, expect, test } from "vitest";

const world = garnet({ states: 6, actions: 2, branching: 3, seed: 4 });
const { observation: { count: N }, action: { count: M } } = world;
const spread = { batches: "all", optimizer: adam({ rate: 0.1 }), rewardLoss: squaredReward(), steps: 300 } as const;
const schedule = { problem: world, planner: valueIteration(world, { explore: 1 }), stepsPerRound: 600, turnsPerRound: 4 };
const table = { ...spread, model: softmaxTable(world) };
const features = Array.from({ length: N }, (_, x) => [Math.cos(x), Math.sin(2 * x), x / N, Number(x === 2), Number(x === 4)]);

function agentAfter(recipe: AgentRecipe<Discrete, Discrete>, steps = 600): Agent<Discrete, Discrete> {
  const agent = recipe.start([0, 3]);
  drive(agent, timeLimit(asEnvironment(world, { seed: 5 }), 50), { steps });
  return agent;
}

/** V of the present plan of an agent. */
const valueOf = (agent: Agent<Discrete, Discrete>): Float64Array => agent.decision.valueTable!.slice();
const reference = valueOf(agentAfter(batchModelBased({ ...schedule, learner: counts(world) })));

describe("with a table that can hold any row, every loss plans as certainty equivalence does", () => {
  test.each([
    ["likelihood", batchModelBased({ ...schedule, learner: gradientLearner({ ...table, loss: maximumLikelihood() }) })],
    ["IterVAML", batchModelBased({ ...schedule, learner: gradientLearner({ ...table, loss: iterVaml() }) })],
    ["VAML", batchModelBased({ ...schedule, learner: gradientLearner({ ...table, loss: vaml({ features }) }) })],
    ["optimal model design", batchModelBased({
      ...schedule, turnsPerRound: 6, learner: gradientLearner({ ...table, loss: optimalModelDesign({ iterations: N * M }) }),
    })],
  ])("%s", (_, recipe) => {
    const value = valueOf(agentAfter(recipe));
    const largest = Math.max(...reference.map(Math.abs));
    value.forEach((each, x) => expect(Math.abs(each - reference[x]!)).toBeLessThan(0.02 * largest));
  }, 30_000);
});

describe("with a class that cannot hold the truth", () => {
  /** Σ over all pairs of ((P̂ − P̄) V)², P̄ being the frequencies. */
  function valueError(model: Mdp, frequencies: Mdp, value: Float64Array): number {
    let total = 0;
    for (let row = 0; row < N * M; row++) total += (nextValue(model, row, value) - nextValue(frequencies, row, value)) ** 2;
    return total;
  }
  const nextValue = ({ rowStart, rowEnd, successor, probability }: Mdp, row: number, value: Float64Array): number => {
    let total = 0;
    for (let k = rowStart[row]!; k < rowEnd[row]!; k++) total += probability[k]! * value[successor[k]!]!;
    return total;
  };
  const frequencies = agentAfter(batchModelBased({ ...schedule, learner: counts(world) })).model.mdp!;
  const groups = contiguousGroups(N, 3);
  const likelihood = { ...spread, loss: maximumLikelihood() };
  const valueAware = { ...spread, loss: iterVaml() };

  test.each([
    ["aggregation", gradientLearner({ ...likelihood, model: aggregatedTable(world, { groups }) }),
      gradientLearner({ ...valueAware, model: aggregatedTable(world, { groups }) })],
    ["rank 2", gradientLearner({ ...likelihood, model: lowRank(world, { rank: 2 }) }),
      gradientLearner({ ...valueAware, model: lowRank(world, { rank: 2 }) })],
  ])("%s: of the value that it planned with, IterVAML's model knows more than that of likelihood", (_, plain, aware) => {
    const [told, deaf] = [aware, plain].map((learner) => agentAfter(batchModelBased({ ...schedule, turnsPerRound: 10, learner })));
    const value = valueOf(told!);
    expect(valueError(told!.model.mdp!, frequencies, value)).toBeLessThan(0.9 * valueError(deaf!.model.mdp!, frequencies, value));
  }, 30_000);
});

test("a planner that learns makes no loss be traced again", () => {
  let traces = 0;
  const inner = iterVaml();
  const counted: ModelLoss<"expectation", "tracedValue"> = defineModelLoss({
    name: "counted", needs: { prediction: ["expectation"], decision: ["tracedValue"] },
    loss(inputs) {
      traces++;
      return inner.loss(inputs);
    },
  });
  const { batches: _, ...sampled } = spread;
  const learner = gradientLearner({ ...sampled, model: softmaxTable(world), loss: counted, batchSize: 32, steps: 5 });
  const agent = batchModelBased({ ...schedule, turnsPerRound: 4, stepsPerRound: 50, learner }).start([0, 1]);
  const environment = timeLimit(asEnvironment(world, { seed: 2 }), 50);
  drive(agent, environment, { steps: 50 });
  const [first, before] = [traces, valueOf(agent)];
  drive(agent, environment, { steps: 200 });
  expect(valueOf(agent)).not.toEqual(before);
  expect(traces).toBe(first);
});
