/** What the compiler knows of a learner that was put together, and what it refuses. */
import { adam } from "@worldwise/nn";
import type { Discrete, LearnerNeed, ModelLearner, ModelLoss } from "@worldwise/protocol";
import { discrete } from "@worldwise/protocol";
import { iterVaml, maximumLikelihood, squaredReward } from "./fixtures/losses.ts";
import { softmaxTable } from "./fixtures/softmax-table.ts";
import { gradientLearner } from "./gradient-learner.ts";
import type { GradientState } from "./gradient-state.ts";
import type { DerivedColumn } from "./parts.ts";

const problem = { observation: discrete(3), action: discrete(2), discount: 0.9 };
const parts = { model: softmaxTable(problem), rewardLoss: squaredReward, optimizer: adam({ rate: 1e-3 }) };

type Learner<N extends LearnerNeed> = ModelLearner<Discrete, Discrete, GradientState, N, "mdp">;
export const plain: Learner<never> = gradientLearner({ ...parts, loss: maximumLikelihood });
export const aware: Learner<"tracedValue"> = gradientLearner({ ...parts, loss: iterVaml, batches: "all" });

// @ts-expect-error it needs to be told a value
export const deaf: Learner<never> = gradientLearner({ ...parts, loss: iterVaml });

declare const ofReturns: ModelLoss<"logProbability", "extras.returnTarget">;
declare const returns: DerivedColumn<Discrete, Discrete, "returnTarget", "value">;
export const recorded: Learner<"extras.returnTarget"> = gradientLearner({ ...parts, loss: ofReturns });
export const derived: Learner<"value"> = gradientLearner({ ...parts, loss: ofReturns, column: returns });

declare const ofMean: ModelLoss<"mean", never>;
// @ts-expect-error a categorical model predicts no mean
gradientLearner({ ...parts, loss: ofMean });

// @ts-expect-error there are no such batches
gradientLearner({ ...parts, loss: maximumLikelihood, batches: "some" });
