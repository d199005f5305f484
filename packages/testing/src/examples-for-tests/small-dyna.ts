import { replay } from "@worldwise/data";
import { philox } from "@worldwise/math";
import type { Agent, AgentRecipe, Discrete, Problem, RandomKey, RandomLanes, StateTree } from "@worldwise/protocol";
import { check, defineAgent, loadTree, saveTree, stepBuffers, transitionBatch } from "@worldwise/protocol";
import { countingLearner } from "./counting-learner.ts";
import { smallQLearning } from "./small-q-learning.ts";

/** The parts of a small Dyna. */
export interface SmallDynaParts {
  readonly learner: ReturnType<typeof countingLearner>;
  readonly planner: ReturnType<typeof smallQLearning>;
}

/** Dyna-Q for tests: a model by counting, one imagined step for each real one. */
export const smallDyna = (problem: Problem<Discrete, Discrete>): AgentRecipe<Discrete, Discrete> =>
  composed(problem, { learner: countingLearner(problem), planner: smallQLearning(problem) });

/** The same from parts that are checked. */
export function composed(problem: Problem<Discrete, Discrete>, parts: SmallDynaParts): AgentRecipe<Discrete, Discrete> {
  check({ ...parts }, { spaces: problem });
  return defineAgent({ name: "small-dyna", spaces: problem, start: (key, lanes) => start(problem, parts, key, lanes) });
}

function start(
  problem: Problem<Discrete, Discrete>, { learner, planner }: SmallDynaParts, key: RandomKey, lanes: number,
): Agent<Discrete, Discrete> {
  const stream = (name: string, count = 1): RandomLanes => philox.streams(philox.derive(key, name), count);
  const [acting, modeling, planning] = [stream("policy", lanes), stream("model"), stream("planner")];
  const data = replay(problem, 1000, { lanes });
  const [learned, planned] = [learner.init(stream("learner init").lane(0)), planner.init(stream("planner init").lane(0))];
  const [model, decision] = [learner.model(learned), planner.decision(planned)];
  const policy = planner.policy(planned, {}, stream);
  const [imagined, out] = [transitionBatch(problem, 1), stepBuffers(problem.observation, 1)];
  Object.assign(imagined, { size: 1, imagined: true });
  const state: StateTree = {
    data: data.state, learned, planned, acting: acting.state, modeling: modeling.state, planning: planning.state,
  };

  function imagine(): void {
    const random = planning.lane(0);
    imagined.observation[0] = random.integer(problem.observation.count);
    imagined.action[0] = random.integer(problem.action.count);
    model.dynamics.step(imagined.observation, imagined.action, planning, out);
    imagined.nextObservation.set(out.state);
    imagined.reward[0] = out.reward[0]!;
    imagined.discount[0] = out.terminated[0] === 1 ? 0 : problem.discount;
    planner.learn?.(planned, imagined, random);
  }
  return {
    lanes, decision, model,
    act: (observation, outAction, mode) => policy.act(observation, acting, outAction, mode),
    observe(batch) {
      data.add(batch);
      learner.update(learned, data, decision, modeling.lane(0));
      planner.learn?.(planned, batch, planning.lane(0));
      imagine();
    },
    save: () => saveTree(state),
    load: (saved) => loadTree(state, saved),
    metrics: () => ({ transitions: data.added }),
  };
}
