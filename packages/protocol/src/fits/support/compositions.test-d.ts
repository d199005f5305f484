/** Stand-ins for `agents`: the signatures of its compositions. They see interfaces only. */
import type {
  AgentRecipe, DecisionKey, ExtraName, LearnerNeed, ModelFace, ModelFaces, ModelLearner, Planner, PlannerGift, PlannerNeed,
  Problem, SearchControl,
  SearchNeed, Space, StateTree,
} from "../../index.ts";

/** Faces that only a composition can give. */
export type WorldFace = "trueMdp" | "trueDynamics" | "legalActions";

/**
 * What a planner finds: the faces of the learned model, the data, what of the world was given, the columns its own policy
 * records.
 */
export type Offered<LF extends ModelFace, PD extends PlannerGift, W extends WorldFace> = LF | "data" | W | Extract<PD, ExtraName>;

/** What a learner finds: the words of the planner, and the columns that its policy records. */
export type Told<PD extends PlannerGift> = Extract<PD, LearnerNeed>;

export interface Parts<
  O extends Space, A extends Space, LS extends StateTree, PS extends StateTree,
  LN extends LearnerNeed, LF extends ModelFace, PN extends PlannerNeed, PD extends PlannerGift, W extends WorldFace,
> {
  /** Decides which spaces the parts must be for; a part for more spaces will do. */
  readonly problem: Problem<O, A>;
  readonly learner: ModelLearner<NoInfer<O>, NoInfer<A>, LS, LN, LF>;
  readonly planner: Planner<NoInfer<O>, NoInfer<A>, PS, PN, PD>;
  /** `Pick`, not `Model`: from it the compiler infers W. */
  readonly world?: Pick<ModelFaces<O, A>, W>;
}

export interface Imagining<O extends Space, A extends Space, SS extends StateTree, SN extends SearchNeed> {
  readonly searchControl?: SearchControl<NoInfer<O>, NoInfer<A>, SS, SN>;
  readonly planningSteps?: number;
  /** Lanes and steps of each imagined rollout. */
  readonly rollout?: { readonly lanes: number; readonly length: number };
}

/** LN ⊂ what the planner tells; PN ⊂ what the model, the data and the world offer; SN ⊂ both. */
export declare function dyna<
  O extends Space, A extends Space, LS extends StateTree, PS extends StateTree, SS extends StateTree,
  LF extends ModelFace, PD extends PlannerGift, LN extends Told<PD>, PN extends Offered<LF, PD, W>,
  SN extends LF | Extract<PD, DecisionKey>, W extends WorldFace = never,
>(parts: Parts<O, A, LS, PS, LN, LF, PN, PD, W> & Imagining<O, A, SS, SN>): AgentRecipe<O, A>;

/** The generic batch algorithm. The same two constraints. */
export declare function batchModelBased<
  O extends Space, A extends Space, LS extends StateTree, PS extends StateTree,
  LF extends ModelFace, PD extends PlannerGift, LN extends Told<PD>, PN extends Offered<LF, PD, W>, W extends WorldFace = never,
>(parts: Parts<O, A, LS, PS, LN, LF, PN, PD, W> & { readonly stepsPerRound: number }): AgentRecipe<O, A>;
