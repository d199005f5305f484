import type { Box, Discrete, Planner, PlannerGift, PlannerNeed, Random, Space, StateTree } from "@worldwise/protocol";
import { box, discrete } from "@worldwise/protocol";
import { exactPolicyGradient } from "./exact-policy-gradient.ts";
import { reinforce } from "./reinforce.ts";

declare const random: Random;
declare function compose<O extends Space, State extends StateTree, N extends PlannerNeed, P extends PlannerGift>(
  observation: O, planner: Planner<O, Discrete, State, N, P>,
): void;
declare function withoutModel<O extends Space, State extends StateTree, P extends PlannerGift>(
  observation: O, planner: Planner<O, Discrete, State, never, P>,
): void;
declare const real: Box;

const problem = { observation: discrete(3), action: discrete(2), discount: 0.9 };
const cart = { observation: box("float64", [-1], [1]), action: discrete(2), discount: 0.9 };
const force = { ...cart, action: box("float64", [-1], [1]) };

// @ts-expect-error observations are boxes
exactPolicyGradient(cart);
// @ts-expect-error actions are boxes
reinforce(force);

compose(problem.observation, exactPolicyGradient(problem));
compose(cart.observation, reinforce(cart));
// @ts-expect-error a planner of discrete states is none of boxes
compose(real, reinforce(problem));

withoutModel(cart.observation, reinforce(cart));
withoutModel(cart.observation, reinforce(cart, { source: "real" }));
// @ts-expect-error imagination needs dynamics
withoutModel(cart.observation, reinforce(cart, { source: "imagined" }));
// @ts-expect-error and a record needs the data set
withoutModel(cart.observation, reinforce(cart, { source: "data" }));

const imagining = reinforce(problem, { source: "imagined" });
// @ts-expect-error the data set is no model
imagining.plan?.(imagining.init(random), { data: undefined }, random);
