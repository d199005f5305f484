import type { Box, Discrete, MaxBackupTable, Planner } from "@worldwise/protocol";
import { box, discrete } from "@worldwise/protocol";
import { dynaQPlus } from "./dyna-q-plus.ts";
import { qLearning } from "./q-learning.ts";
import { valueIteration } from "./value-iteration.ts";

const problem = { observation: discrete(3), action: discrete(2), discount: 0.9 };
const cart = { observation: box("float64", [-1], [1]), action: discrete(2), discount: 0.9 };

// @ts-expect-error observations are boxes
qLearning(cart);

declare function takesBoxes<State, N extends string, P extends string>(planner: Planner<Box, Discrete, never, never, never> & { state?: State; n?: N; p?: P }): void;
// @ts-expect-error a planner of discrete states does not pass for one of boxes
takesBoxes(qLearning(problem));

const planner = qLearning(problem);
const state = planner.init({ uniform: () => 0, normal: () => 0, integer: () => 0 });
/** The promise is typed. */
export const table: MaxBackupTable = planner.decision(state).maxBackupTable;

const curious = dynaQPlus(problem);
const curiousState = curious.init({ uniform: () => 0, normal: () => 0, integer: () => 0 });
// @ts-expect-error Dyna-Q+ does not promise it
export const none: unknown = curious.decision(curiousState).maxBackupTable;

const exact = valueIteration(problem);
const exactState = exact.init({ uniform: () => 0, normal: () => 0, integer: () => 0 });
// @ts-expect-error value iteration needs an explicit MDP
exact.plan?.(exactState, {}, { uniform: () => 0, normal: () => 0, integer: () => 0 });
