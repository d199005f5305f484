import type { Model, ModelFace } from "./model.ts";
import type { Component, Declared, MadeFor } from "./plugin.ts";
import { mark } from "./plugin.ts";
import type { Random } from "./random.ts";
import type { Space } from "./space.ts";
import type { Parameters, Tensor, Tensors } from "./tensor.ts";
import type { TransitionBatch } from "./transition-batch.ts";

/** What a model class says about the next state, inside a traced program. Each field is a capability; open. */
export interface Prediction {
  /** `[B, S]` Point or mean. */
  mean: Tensor;
  /** log P̂(x'|x,a), `[B]` */
  logProbability(next: Tensor): Tensor;
  /** E[f(x̂')], `[B]`, or `[B, K]` where f gives K numbers: exact for categorical models, by reparameterized samples for Gaussian ones. */
  expectation(f: (state: Tensor) => Tensor): Tensor;
  /** `[B]` */
  reward: Tensor;
  /** `[B, M]` Head of a latent model. */
  policyLogits: Tensor;
  /** `[B]` Head of a latent model. */
  value: Tensor;
}
/** Name of something a model class predicts. */
export type PredictionKey = keyof Prediction;

/** In markers, what is predicted has a prefix, so that a predicted value is not taken for the planner's. */
export type Predicted<K extends PredictionKey = PredictionKey> = `predicted.${K}`;
/** Puts the prefix on. */
export const predicted = <K extends PredictionKey>(key: K): Predicted<K> => `predicted.${key}`;

interface ClassFunctions<
  O extends Space, A extends Space, P extends Parameters, K extends PredictionKey, F extends ModelFace,
> {
  init(random: Random): P;
  /** One step, while tracing. */
  predict(parameters: Tensors<P>, state: Tensor, action: Tensor): Pick<Prediction, K> & { readonly state: Tensor };
  /** Model state from observation, where they differ. */
  encode?(parameters: Tensors<P>, observation: Tensor): Tensor;
  /**
   * Shows it the transitions that are new, before it is trained on them, oldest first, some at a time: it writes fixed parameters
   * alone, such as statistics of the inputs, or which states end an episode.
   */
  absorb?(parameters: P, rows: TransitionBatch<O, A>): void;
  /**
   * Moves trained parameters back to where the class allows them, in place: after each step of the optimizer, before the next.
   * What is allowed already stays, and so does what `init` gives. In training the numbers have the precision of training.
   */
  project?(parameters: P): void;
  /** Recomputes fixed parameters from trained ones, after an update. A face reads nothing else, so a load needs no more. */
  derive?(parameters: P): void;
  /** Bound once, live. */
  faces(parameters: P): Model<F, O, A>;
}

/** How a gradient-trained model predicts; `gradientLearner` makes a ModelLearner of class × loss × optimizer. */
export interface ModelClass<
  O extends Space, A extends Space, P extends Parameters, K extends PredictionKey, F extends ModelFace,
> extends ClassFunctions<O, A, P, K, F>, MadeFor<O, A>, Component<"model-class", never, F | Predicted<K>> {}

/** Marks and freezes a model class. `predicts` and `provides` are what its partners see. */
export function defineModelClass<
  O extends Space, A extends Space, P extends Parameters, K extends PredictionKey, F extends ModelFace,
>(definition: ClassFunctions<O, A, P, K, F> & Declared<never, F> & { readonly predicts: readonly K[] }): ModelClass<O, A, P, K, F> {
  const { init, predict, encode, absorb, project, derive, faces, predicts, provides } = definition;
  const functions = {
    init, predict, faces, ...(encode && { encode }), ...(absorb && { absorb }), ...(project && { project }), ...(derive && { derive }),
  };
  return mark("model-class", { ...definition, provides: [...provides, ...predicts.map(predicted)] }, functions);
}
