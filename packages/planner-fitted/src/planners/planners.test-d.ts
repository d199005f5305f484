import type {
  Dataset, Discrete, Dynamics, Planner, PlannerGift, PlannerNeed, Random, Space, StateTree,
} from "@worldwise/protocol";
import { box, discrete } from "@worldwise/protocol";
import { extraTrees, fittedQ, fittedValueIteration, lstd } from "../index.ts";

const cart = { observation: box("float64", [-1], [1]), action: discrete(2), discount: 0.9 };
const torque = { ...cart, action: box("float64", [-1], [1]) };

declare const random: Random;
declare const data: Dataset<typeof cart.observation, Discrete>;
declare const dynamics: Dynamics<typeof cart.observation, Discrete>;
declare function compose<O extends Space, State extends StateTree, N extends PlannerNeed, P extends PlannerGift>(
  observation: O, planner: Planner<O, Discrete, State, N, P>,
): void;

// @ts-expect-error actions are boxes
fittedQ(torque);

compose(cart.observation, fittedQ(cart));
// @ts-expect-error a planner of boxes is none of counted states
compose(discrete(3), fittedQ(cart));

const fromData = fittedQ(cart, { regressor: extraTrees() });
const state = fromData.init(random);
fromData.plan?.(state, { data }, random);
/** The state is the regressor's. */
export const nodes: number = state.actionValue.nodeCount;

const fromModel = fittedQ(cart, { source: "model" });
fromModel.plan?.(fromModel.init(random), { data, dynamics }, random);
// @ts-expect-error it asks a model
fromModel.plan?.(fromModel.init(random), { data }, random);

const asking = fittedValueIteration(cart);
asking.plan?.(asking.init(random), { dynamics }, random);
// @ts-expect-error it asks a model
asking.plan?.(asking.init(random), { data }, random);

const evaluating = lstd(cart);
// @ts-expect-error the value of a policy, not of actions
export const none: unknown = evaluating.decision(evaluating.init(random)).actionValue;
