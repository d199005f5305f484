import type {
  DecisionKey, Discrete, ExtraName, ModelFace, ModelFaces, ModelLearner, Planner, PlannerGift, PlannerNeed, Problem, RandomSource,
  Space, StateTree,
} from "@worldwise/protocol";

/** Faces that only a composition can give: what is true, and which actions are legal. */
export type WorldFace = "trueMdp" | "trueDynamics" | "legalActions";

/** Faces and columns that a planner finds in every composition: the learned model's, the data, and what of the world was given. */
export type Offered<LF extends ModelFace, PD extends PlannerGift, W extends WorldFace> = LF | "data" | W | Extract<PD, ExtraName>;

/**
 * What every composition of a learner and a planner is made of.
 *
 * LN ⊂ PD: the planner can tell what the learner needs. PN ⊂ Offered: the model has the faces that the planner needs.
 */
export interface LearnerAndPlanner<
  O extends Space, A extends Space, LS extends StateTree, PS extends StateTree,
  LN extends DecisionKey | ExtraName, LF extends ModelFace, PN extends PlannerNeed, PD extends PlannerGift, W extends WorldFace,
> {
  /** Spaces and discount of the environment: they decide what the parts must fit. */
  readonly problem: Problem<O, A>;
  readonly learner: ModelLearner<NoInfer<O>, NoInfer<A>, LS, LN, LF>;
  readonly planner: Planner<NoInfer<O>, NoInfer<A>, PS, PN, PD>;
  /** Faces of the true world, for planners that ask for them. */
  readonly world?: Pick<ModelFaces<O, A>, W>;
  /** Where randomness comes from; Philox streams by default. */
  readonly source?: RandomSource;
  /** Real transitions that are kept, the newest; 100 000 by default. */
  readonly capacity?: number;
}

/** A problem with finitely many states and actions. */
export type FiniteProblem = Problem<Discrete, Discrete>;
