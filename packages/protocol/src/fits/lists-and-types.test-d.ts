/** The lists that `explain` reads when parts meet cannot say less than the types that the compiler reads. */
import type { Discrete, Mdp, ModelClass, ModelLearner, ModelLoss, Parameter, Planner } from "../index.ts";
import { defineModelClass, defineModelLearner, defineModelLoss, definePlanner } from "../index.ts";
import { mean, sub } from "./support/autodiff.test-d.ts";

type NeedsValue = ModelLearner<Discrete, Discrete, null, "value", never>;
type HasMdp = ModelLearner<Discrete, Discrete, null, never, "mdp">;
const rest = { name: "example", init: (): null => null };
const learner = { ...rest, provides: [], model: () => ({}) };
declare const mdp: Mdp;
declare const judge: (value: object) => undefined;

export const right = (): NeedsValue =>
  defineModelLearner({ ...learner, needs: ["value"], update(_state, _data, { value }) { return judge(value); } });

export const omitted = (): NeedsValue =>
  // @ts-expect-error an omitted list: `needs` is missing
  defineModelLearner({ ...learner, update(_state, _data, { value }) { return judge(value); } });

export const empty = (): NeedsValue =>
  // @ts-expect-error an empty list: `value` is not handed over
  // eslint-disable-next-line @typescript-eslint/no-unsafe-argument -- the next line is refused, so it has no type
  defineModelLearner({ ...learner, needs: [], update(_state, _data, { value }) { return judge(value); } });

export const misspelled = (): NeedsValue =>
  // @ts-expect-error there is no such word
  defineModelLearner({ ...learner, needs: ["valu"], update: () => undefined });

export const honest =
  (): HasMdp => defineModelLearner({ ...rest, needs: [], provides: ["mdp"], update: () => undefined, model: () => ({ mdp }) });

export const boast = (): HasMdp =>
  // @ts-expect-error claims a face that `model` does not return
  defineModelLearner({ ...rest, needs: [], provides: ["mdp"], update: () => undefined, model: () => ({}) });

export const modest = (): HasMdp =>
  // @ts-expect-error the type promises a face that the list does not name
  defineModelLearner({ ...rest, needs: [], provides: [], update: () => undefined, model: () => ({}) });

export const planner = (): Planner<Discrete, Discrete, null, "mdp", "valueTable"> =>
  definePlanner({
    ...rest, needs: ["mdp"], provides: ["valueTable"],
    policy: () => ({ act: (_observation, _random, outAction) => void outAction.fill(0) }),
    // @ts-expect-error claims a word that `decision` does not say
    decision: () => ({}),
  });

export const loss: ModelLoss<"mean", never> = defineModelLoss({
  name: "example", needs: { prediction: [], decision: [] },
  // @ts-expect-error reads what it has not asked for
  // eslint-disable-next-line @typescript-eslint/no-unsafe-argument -- the next line is refused, so it has no type
  loss: ({ predicted, next }) => mean(sub(predicted.mean, next)),
});

export const prediction = (): ModelClass<Discrete, Discrete, Parameter, "mean", never> =>
  defineModelClass({
    name: "example", needs: [], provides: [], predicts: ["mean"],
    init: () => ({ shape: [1], data: new Float64Array(1) }),
    // @ts-expect-error claims to predict a mean, and does not
    predict: (_parameters, state) => ({ state }),
    faces: () => ({}),
  });
