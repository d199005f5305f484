import type {
  ExtraKey, LearnerNeed, ModelFace, ModelLearner, Parameters, PredictionKey, Space,
} from "@worldwise/protocol";
import { defineModelLearner } from "@worldwise/protocol";
import { facesOf } from "./ensemble-faces.ts";
import type { GradientState } from "./gradient-state.ts";
import { initialState } from "./gradient-state.ts";
import { gradientMetrics } from "./metrics.ts";
import { packageName } from "./package-name.ts";
import { fromState } from "./parameter-tree.ts";
import type { GradientNeed, GradientParts } from "./parts.ts";
import type { AnyParts } from "./plan.ts";
import { planOf } from "./plan.ts";
import { updaterOf } from "./update.ts";

/**
 * A model learner of a model class, a loss and an optimizer: what is predicted, what matters, and how parameters move.
 *
 *   θ ← optimizer(θ, ∇_θ [L(θ; rows, decision) + rewardWeight · L_reward(θ; rows, decision)])
 *
 * A step (forward, loss, backward, optimizer) is one compiled program. It is traced at the first update. Traced words of the
 * decision, such as `tracedValue`, are read anew in each update; it is traced again only where a plain table among the words has
 * other numbers, or where `batches` is "all" and there are more rows. Noise, and states from a state distribution, are drawn for
 * each step from the stream that `update` is given. `project` of the class runs after each step, `derive` after each update.
 *
 * With several `members` each trains on rows of its own, resampled by a bootstrap as by Chua et al. (2018), section 4, and Janner
 * et al. (2019). Differs: a transition counts k times for a member, k drawn once from Poisson(1), so that it also works while
 * data arrive. With `batches: "shuffled"` and a `holdoutFraction` an update ends when `patience` epochs have improved no member
 * on the held-out transitions, and each goes back to its best parameters. Which transitions are held out never changes.
 *
 * A `judge` is a loss that nobody follows: with a `holdoutFraction` it tells after each update what it makes of the held-out
 * transitions, so that models of different losses can be compared by one.
 *
 * A step whose loss, gradient or new parameters are not finite is not taken; the update ends as "non-finite" and the metrics name
 * the member. An update that ends by patience is "converged", one that ends by the number of epochs "max-iterations".
 *
 * @throws WorldwiseError `parts-do-not-fit` where the class does not predict what a loss reads, `bad-options`, `bad-problem`
 * without spaces
 */
export function gradientLearner<
  O extends Space, A extends Space, P extends Parameters, K extends PredictionKey, F extends ModelFace,
  LK extends K, RK extends K = never, LN extends LearnerNeed = never, RN extends LearnerNeed = never,
  E extends ExtraKey = never, CN extends LearnerNeed = never, JK extends K = never, JN extends LearnerNeed = never,
>(
  parts: GradientParts<O, A, P, K, F, LK, RK, LN, RN, E, CN, JK, JN>,
): ModelLearner<O, A, GradientState, GradientNeed<LN, RN, E, CN, JN>, F>;
export function gradientLearner(parts: AnyParts): ModelLearner<Space, Space, GradientState> {
  const plan = planOf(parts);
  const { model, needs, provides, spaces, optimizer, options } = plan;
  return defineModelLearner<Space, Space, GradientState, LearnerNeed, ModelFace>({
    name: `${model["~worldwise"].name} × ${parts.loss["~worldwise"].name}`, package: packageName, spaces, needs, provides,
    init(random, allocator) {
      const state = initialState({ initMember: model.init, optimizer, options, allocator }, random);
      for (const member of state.members) model.derive?.(fromState(member));
      return state;
    },
    update: updaterOf(plan),
    model: ({ members, elites }) => facesOf(parts, members.map((member) => fromState<Parameters>(member)), elites),
    metrics: (state) => gradientMetrics(state, parts.judge !== undefined),
  });
}
