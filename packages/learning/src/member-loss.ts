import { add, mul } from "@worldwise/autodiff";
import type {
  DecisionKey, ExtraName, LossInputs, ModelClass, ModelFace, ModelLoss, Parameters, PredictionKey, Space, Tensor, Tensors,
} from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";
import type { Words } from "./lift-decision.ts";
import { liftWords } from "./lift-decision.ts";
import type { TensorTree } from "./parameter-tree.ts";

/** A model class of any kind. */
export type AnyModelClass = ModelClass<Space, Space, Parameters, PredictionKey, ModelFace>;

/** What is minimized, and by which class. */
export interface Objective {
  readonly model: AnyModelClass;
  readonly loss: ModelLoss;
  readonly rewardLoss?: ModelLoss | undefined;
  readonly rewardWeight: number;
}

/** The columns of B transitions inside a program. */
export interface ColumnTensors {
  readonly observation: Tensor;
  readonly action: Tensor;
  readonly nextObservation: Tensor;
  readonly reward: Tensor;
  readonly discount: Tensor;
  readonly extras: Readonly<Record<string, Tensor>>;
}

/** What a loss is computed from besides the parameters of a member. */
export interface LossContext {
  readonly columns: ColumnTensors;
  readonly words: Words;
  /** Parameters of the traced words. */
  readonly wordTensors: Readonly<Record<string, unknown>>;
  /** Observations from the state distribution. */
  readonly drawn: Tensor | undefined;
  noise(shape: readonly number[]): Tensor;
}

/** The loss of one member, a scalar: L + rewardWeight · L_reward. Where the class encodes, losses see encoded states. */
export function memberLoss(
  { model, loss, rewardLoss, rewardWeight }: Objective, parameters: TensorTree, context: LossContext,
): Tensor {
  const { columns, words, wordTensors, drawn } = context;
  const own = parameters as Tensors<Parameters>; // a tree of tensors either way
  const encoded = (observation: Tensor): Tensor => model.encode?.(own, observation) ?? observation;
  const { action, reward, discount, extras } = columns;
  const state = encoded(columns.observation);
  // Holds what the losses list: their lists were compared with that of the class.
  const inputs = {
    predicted: model.predict(own, state, action), predict: (from: Tensor, by: Tensor) => model.predict(own, from, by),
    decision: liftWords(words, wordTensors, drawn && encoded(drawn)),
    state, action, next: encoded(columns.nextObservation), reward, discount, extras, noise: context.noise,
  } as unknown as LossInputs<PredictionKey, DecisionKey | ExtraName>;
  const value = scalar(loss, inputs);
  return rewardLoss === undefined ? value : add(value, mul(rewardWeight, scalar(rewardLoss, inputs)));
}

function scalar(loss: ModelLoss, inputs: LossInputs<PredictionKey, DecisionKey | ExtraName>): Tensor {
  const value = loss.loss(inputs);
  if (value.shape.length === 0) return value;
  const { name } = loss["~worldwise"];
  throw new WorldwiseError("bad-loss", {
    expected: `a scalar from the loss ${name}`, got: `[${value.shape.join("×")}]`, todo: "take its mean over the batch",
  }, { name });
}
