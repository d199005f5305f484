import type { Allocator, Dtype, Optimizer, Parameter, Parameters, Random, RandomKey, StateTree } from "@worldwise/protocol";
import { heap } from "@worldwise/protocol";
import { optimizeTree } from "@worldwise/nn";
import type { GradientLearnerOptions } from "./options.ts";
import { asState, mapParameters, parametersIn } from "./parameter-tree.ts";

/** What a gradient learner remembers: E members, all plain numbers. */
export type GradientState = {
  /** `[E]` Parameters of each member, a tree as the model class makes it. */
  members: StateTree[];
  /** `[E]` What the optimizer remembers of each member. */
  memory: StateTree[];
  /** `[K]` Members that are used, the best first. */
  elites: Int32Array;
  /** Which transitions are held out, and which count for whom, follows from this key. */
  assignment: { high: number; low: number };
  /** The data set's clock at the last update. */
  seen: number;
  updates: number;
  /** Steps of the optimizer so far. */
  steps: number;
  epochs: number;
  /** Steps that were not taken, because a loss, a gradient or a parameter would not have been finite. */
  nonFiniteSteps: number;
  /** The member with which that happened last, or −1. */
  nonFiniteMember: number;
  /** `[E]` Mean loss over the steps of the last update. */
  trainingLoss: Float64Array;
  /** `[E]` Length of the gradient in the last step, before it was shortened. */
  gradientNorm: Float64Array;
  /** `[E]` Loss on held-out transitions after the last update. */
  holdoutLoss: Float64Array;
  /** `[E]` What `judge` said of the held-out transitions after the last update. */
  judgedLoss: Float64Array;
  /** Transitions that these were computed from. */
  holdoutCount: number;
};

/** Element type of training. */
export type Precision = "float32" | "float64";

/** Float64 where it was asked for, or where a trained parameter begins in it. */
export function precisionOf(asked: GradientLearnerOptions["precision"], members: readonly Parameters[]): Precision {
  if (asked !== "auto") return asked;
  const trained = members.flatMap(parametersIn).filter(({ fixed }) => fixed !== true);
  return trained.some(({ data }) => data instanceof Float64Array) ? "float64" : "float32";
}

/** How a state begins. */
export interface Beginning {
  readonly initMember: (random: Random) => Parameters;
  readonly optimizer: Optimizer;
  readonly options: GradientLearnerOptions;
  readonly allocator?: Allocator | undefined;
}

/** Members drawn one after another, each as it would be alone; then the key of the assignment. */
export function initialState({ initMember, optimizer, options, allocator = heap }: Beginning, random: Random): GradientState {
  const drawn = Array.from({ length: options.members }, () => initMember(random));
  const precision = precisionOf(options.precision, drawn);
  const memory = drawn.map((member) => optimizeTree(optimizer, member).memory);
  const elites = allocator("int32", options.elites === 0 ? options.members : options.elites);
  return {
    members: drawn.map((member) => asState(placed(member, (leaf) => trainedDtype(leaf, precision), allocator))),
    memory: memory.map((each) => asState(placed(each, () => precision, allocator))),
    elites: elites.map((_, k) => k),
    assignment: { high: random.integer(2 ** 32), low: random.integer(2 ** 32) },
    seen: 0, updates: 0, steps: 0, epochs: 0, nonFiniteSteps: 0, nonFiniteMember: -1,
    trainingLoss: allocator("float64", options.members), gradientNorm: allocator("float64", options.members),
    holdoutLoss: allocator("float64", options.members), judgedLoss: allocator("float64", options.members), holdoutCount: 0,
  };
}

/** The key of the assignment. */
export const assignmentKey = ({ assignment: { high, low } }: GradientState): RandomKey => [high, low];

type NumberDtype = Extract<Dtype, "int32" | "float32" | "float64">;

/** As the class made it, or wider: a state holds what training computed, to the last bit. */
function trainedDtype({ data, fixed }: Parameter, precision: Precision): NumberDtype {
  if (data instanceof Int32Array) return "int32";
  return data instanceof Float64Array || (precision === "float64" && fixed !== true) ? "float64" : "float32";
}

/** The same tree with numbers of its own, where the composition wants them. */
function placed(tree: Parameters, dtypeOf: (leaf: Parameter) => NumberDtype, allocator: Allocator): Parameters {
  return mapParameters(tree, (leaf): Parameter => {
    const data = allocator(dtypeOf(leaf), leaf.data.length);
    data.set(leaf.data);
    return { shape: [...leaf.shape], data, ...(leaf.fixed && { fixed: true }) };
  }) as Parameters; // structure in, structure out
}
