import type { Dynamics, LegalActions } from "./dynamics.ts";
import type { Mdp } from "./mdp.ts";
import type { Random } from "./random.ts";
import type { Lanes, NumberArray, Space } from "./space.ts";
import type { BeliefDynamics, Traced } from "./tensor.ts";
import type { Dataset } from "./transition-batch.ts";

/** One remembered outcome for each state and action. Rows r = state · M + action. */
export interface OutcomeTable {
  /** `[N·M]` */
  readonly successor: Int32Array;
  /** `[N·M]` */
  readonly reward: Float64Array;
  /** `[N·M]` 0 | 1 */
  readonly terminated: Uint8Array;
}

/**
 * What a planner can be told of the world. The true world has the same faces as a learned one.
 *
 * Each field is a capability; all are bound once and live. Open, as `DecisionContext` is.
 */
export interface ModelFaces<O extends Space = Space, A extends Space = Space> {
  mdp: Mdp;
  dynamics: Dynamics<O, A>;
  /** The promise that `dynamics` answers from this table, and draws no random number. */
  outcomeTable: OutcomeTable;
  /** The promise that `dynamics` samples these rows, one uniform number for each lane, and pays their expected rewards. */
  sampledRows: Mdp;
  /** Mean next state. */
  expectation: { next(state: NumberArray, action: Lanes<A>, outState: NumberArray): void };
  /** Heads of a latent model: outPrior `[B, M]` of the policy, outValue `[B]`. */
  heads: { predict(state: NumberArray, outPrior: Float64Array, outValue: Float64Array): void };
  /** One plausible world at a time; `draw` replaces the numbers in `mdp`. */
  posterior: { readonly mdp: Mdp; draw(random: Random): void };
  /** max over the plausible set of r + γ P V: value `[N]` → outActionValue `[N, M]`. */
  optimism: { backup(value: Float64Array, outActionValue: Float64Array): void };
  /** Gaussian beliefs over states, inside a traced program. */
  beliefDynamics: Traced<BeliefDynamics>;
  /** Which actions may be taken. Given by the composition where the environment says so. */
  legalActions: LegalActions<O>;
  /** Real transitions. Given by the composition. */
  data: Dataset<O, A>;
  /** The true world beside the learned one, for oracles and for planners that correct a model. Given by the composition. */
  trueMdp: Mdp;
  trueDynamics: Dynamics<O, A>;
}
/** Name of a face. */
export type ModelFace = keyof ModelFaces;

/** The faces F of a world, true or learned. Names of other kinds in F (columns) are passed over. */
export type Model<F extends string, O extends Space = Space, A extends Space = Space> = Pick<ModelFaces<O, A>, Extract<F, ModelFace>>;

/** A world with one face more, as compositions give. */
export function addFace<F extends ModelFace, N extends ModelFace, O extends Space, A extends Space>(
  model: Pick<ModelFaces<O, A>, F>, name: N, face: ModelFaces<O, A>[N],
): Pick<ModelFaces<O, A>, F | N>;
export function addFace(model: object, name: ModelFace, face: unknown): object {
  return { ...model, [name]: face };
}
