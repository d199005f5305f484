import { add, mean, neg, reshape, sum } from "@worldwise/autodiff";
import type { LossInputs, ModelLoss, Tensor } from "@worldwise/protocol";
import { defineModelLoss } from "@worldwise/protocol";
import type { Broken } from "./broken.ts";

type Loss = ModelLoss<"logProbability", never>;
type Inputs = LossInputs<"logProbability", never>;

const loss = (of: (inputs: Inputs) => Tensor, name = "wrong") => (): Loss =>
  defineModelLoss({ name, needs: { prediction: ["logProbability"], decision: [] }, loss: of });

const likelihood = ({ predicted, next }: Inputs): Tensor => neg(mean(predicted.logProbability(next)));

const calls = { count: 0 };

/** Each breaks one promise of a model loss. */
export const brokenLosses: readonly Broken<Loss>[] = [
  { breaks: "has a marker of its role", create: loss(likelihood, "") },
  { breaks: "is a finite scalar", create: loss((inputs) => reshape(likelihood(inputs), [1])) },
  {
    breaks: "reads no prediction, word or column that it does not list",
    create: loss((inputs) => {
      const { mean: center } = inputs.predicted as Partial<Record<"mean", Tensor>>; // the mistake
      return center ? likelihood(inputs) : neg(likelihood(inputs));
    }),
  },
  { breaks: "says the same twice", create: loss((inputs) => add(likelihood(inputs), 1e-12 * calls.count++)) },
  { breaks: "depends on what is predicted", create: loss(({ reward }) => mean(reward)) },
  { breaks: "is a mean over the batch", create: loss(({ predicted, next }) => neg(sum(predicted.logProbability(next)))) },
];
