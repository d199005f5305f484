import { abs, broadcastTo, greater, mul, tensor, valueAndGrad, where } from "@worldwise/autodiff";
import { clipByGlobalNorm, globalNorm, optimizeTree } from "@worldwise/nn";
import type { Optimizer, Parameters, Tensor } from "@worldwise/protocol";
import type { Precision } from "./gradient-state.ts";
import type { Words } from "./lift-decision.ts";
import type { ColumnTensors, LossContext, Objective } from "./member-loss.ts";
import { memberLoss } from "./member-loss.ts";
import type { TensorTree } from "./parameter-tree.ts";
import { replaceFixed } from "./parameter-tree.ts";
import type { Noise } from "./with-noise.ts";

/** What a step is made of. */
export interface StepBlueprint {
  readonly objective: Objective;
  readonly optimizer: Optimizer;
  readonly gradientLimit: number;
  readonly precision: Precision;
  readonly words: Words;
  /** Structure and shapes of each member. */
  readonly members: readonly Parameters[];
}

/** What a program is given, while it is traced. */
export interface InputTensors {
  readonly columns: readonly ColumnTensors[];
  readonly words: Readonly<Record<string, unknown>>;
  readonly drawn: { readonly state?: Tensor };
  readonly noise: readonly Tensor[];
}

/** The same for a step. */
export interface StepTensors extends InputTensors {
  readonly parameters: readonly TensorTree[];
  readonly memory: readonly TensorTree[];
  /** Steps so far, this one included. */
  readonly count: Tensor;
}

/** A member after a step, and what is told of it. */
export interface MovedMember {
  readonly parameters: TensorTree;
  readonly memory: TensorTree;
  readonly loss: Tensor;
  readonly norm: Tensor;
  readonly taken: Tensor;
}

/** Loss, gradient and update of one member. A step that would leave the finite numbers is not taken. */
export function memberStep(blueprint: StepBlueprint, inputs: StepTensors, e: number, noise: Noise): MovedMember {
  const { objective, optimizer, gradientLimit, precision } = blueprint;
  const [template, parameters, memory] = [blueprint.members[e]!, inputs.parameters[e]!, inputs.memory[e]!];
  const lossOf = (own: TensorTree): Tensor => memberLoss(objective, own, contextOf(blueprint, inputs, e, noise));
  const [loss, slope] = valueAndGrad(lossOf)(parameters);
  const gradient = replaceFixed(template, slope, zeros);
  const norm = globalNorm(gradient);
  const clipped = gradientLimit > 0 ? clipByGlobalNorm(gradient, gradientLimit) : gradient;
  const next = optimizeTree(optimizer, template).update(parameters, clipped, memory, inputs.count);
  const length = globalNorm(replaceFixed(template, next.parameters, zeros));
  const taken = [loss, norm, length].map((x) => greater(LARGEST[precision], abs(x))).reduce((a, b) => mul(a, b));
  const gated = (after: TensorTree, before: TensorTree): TensorTree => choose(taken, after, before);
  return { parameters: gated(next.parameters, parameters), memory: gated(next.memory, memory), loss, norm, taken };
}

/** Half of the largest number: what is above is taken for an overflow on its way. */
const LARGEST = { float32: 1.7e38, float64: 8.9e307 } as const;

const zeros = (like: Tensor): Tensor => broadcastTo(tensor(0), like.shape);

/** A tree where the condition is 1, another of the same structure where it is 0. */
function choose(condition: Tensor, a: TensorTree, b: TensorTree): TensorTree {
  if (isTensor(a)) return a === b ? a : where(condition, a, b as Tensor); // of one structure
  return Object.fromEntries(Object.entries(a).map(([name, branch]) =>
    [name, choose(condition, branch, (b as Readonly<Record<string, TensorTree>>)[name]!)])); // as above
}

const isTensor = (tree: TensorTree): tree is Tensor => "~trace" in tree;

/** What the loss of a member is computed from. */
export function contextOf({ words }: Pick<StepBlueprint, "words">, inputs: InputTensors, e: number, noise: Noise): LossContext {
  const columns = inputs.columns[e] ?? inputs.columns[0]!;
  return { columns, words, wordTensors: inputs.words, drawn: inputs.drawn.state, noise };
}
