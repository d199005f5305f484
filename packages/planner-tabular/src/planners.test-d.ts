import type {
  Box, Discrete, MaxBackupTable, Mdp, Planner, PlannerGift, PlannerNeed, Random, Space, StateTree,
} from "@worldwise/protocol";
import { box, discrete } from "@worldwise/protocol";
import { dynaQPlus } from "./dyna-q-plus.ts";
import { operatorSplitting } from "./operator-splitting.ts";
import { osDyna } from "./os-dyna.ts";
import { qLearning } from "./q-learning.ts";
import { valueIteration } from "./value-iteration.ts";

declare const random: Random;
declare function compose<O extends Space, State extends StateTree, N extends PlannerNeed, P extends PlannerGift>(
  observation: O, planner: Planner<O, Discrete, State, N, P>,
): void;
declare const real: Box;

const problem = { observation: discrete(3), action: discrete(2), discount: 0.9 };
const cart = { observation: box("float64", [-1], [1]), action: discrete(2), discount: 0.9 };

// @ts-expect-error observations are boxes
qLearning(cart);

compose(problem.observation, qLearning(problem));
compose(problem.observation, valueIteration(problem));
// @ts-expect-error a planner of discrete states is none of boxes
compose(real, qLearning(problem));
// @ts-expect-error nor is one that plans ahead of time
compose(real, valueIteration(problem));

const learner = qLearning(problem);
/** The promise is typed. */
export const table: MaxBackupTable = learner.decision(learner.init(random)).maxBackupTable;

const curious = dynaQPlus(problem);
// @ts-expect-error Dyna-Q+ does not make it
export const none: unknown = curious.decision(curious.init(random)).maxBackupTable;

const exact = valueIteration(problem);
// @ts-expect-error value iteration needs an explicit MDP
exact.plan?.(exact.init(random), {}, random);

declare const mdp: Mdp;
const split = operatorSplitting(problem);
split.plan?.(split.init(random), { mdp, trueMdp: mdp }, random);
// @ts-expect-error operator splitting needs the truth beside the model
split.plan?.(split.init(random), { mdp }, random);

const sampled = osDyna(problem);
// @ts-expect-error OS-Dyna needs real transitions, not the truth
sampled.plan?.(sampled.init(random), { mdp, trueMdp: mdp }, random);
