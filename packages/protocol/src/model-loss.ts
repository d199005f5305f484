import type { DecisionKey, TracedDecision } from "./decision-context.ts";
import type { Predicted, Prediction, PredictionKey } from "./model-class.ts";
import { predicted } from "./model-class.ts";
import type { Component, Named } from "./plugin.ts";
import { mark } from "./plugin.ts";
import type { Tensor } from "./tensor.ts";
import type { ExtraName, ExtrasOf } from "./transition-batch.ts";

/** What a loss sees while it is traced, once. B transitions. */
export interface LossInputs<K extends PredictionKey, N extends DecisionKey | ExtraName> {
  /** P̂(·|state, action). */
  readonly predicted: Pick<Prediction, K>;
  /** The same elsewhere: imagined states, further steps. `state` of the answer is what the next step starts from. */
  predict(state: Tensor, action: Tensor): Pick<Prediction, K> & { readonly state: Tensor };
  readonly decision: TracedDecision<N>;
  /** `[B, S]` */
  readonly state: Tensor;
  /** `[B, A]` */
  readonly action: Tensor;
  /** `[B, S]` */
  readonly next: Tensor;
  /** `[B]` */
  readonly reward: Tensor;
  /** `[B]` γ, or 0 where the MDP terminated. */
  readonly discount: Tensor;
  /** The further columns that were asked for. */
  readonly extras: { readonly [Name in ExtrasOf<N>]: Tensor };
  /** Standard normal, drawn anew for each run. */
  noise(shape: readonly number[]): Tensor;
}

/** What matters. A scalar of tensors; whoever trains the model differentiates it. */
export interface ModelLoss<K extends PredictionKey = PredictionKey, N extends DecisionKey | ExtraName = DecisionKey | ExtraName>
  extends Component<"model-loss", N | Predicted<K>, never> {
  loss(inputs: LossInputs<K, N>): Tensor;
}

/** Marks and freezes a loss. It may read only what it lists: of the prediction, and of the decision and the columns. */
export function defineModelLoss<K extends PredictionKey = never, N extends DecisionKey | ExtraName = never>(
  definition: Named & {
    readonly needs: { readonly prediction: readonly K[]; readonly decision: readonly N[] };
    loss(inputs: LossInputs<K, N>): Tensor;
  },
): ModelLoss<K, N> {
  const { prediction, decision } = definition.needs;
  return mark("model-loss", { ...definition, needs: [...prediction.map(predicted), ...decision], provides: [] }, { loss: definition.loss });
}
