import type { Live, Program, Shaped, Store } from "@worldwise/autodiff";
import { abs, broadcastTo, greater, mul, program, store, tensor, valueAndGrad, where } from "@worldwise/autodiff";
import type { Arena } from "@worldwise/math";
import { clipByGlobalNorm, globalNorm, optimizeTree } from "@worldwise/nn";
import type { Optimizer, Parameters, Spaces, Tensor, Tensors } from "@worldwise/protocol";
import type { ColumnInputs, ExtraSizes } from "./columns.ts";
import { columnShapes, lanesShape } from "./columns.ts";
import type { Precision } from "./gradient-state.ts";
import { inGrownArena } from "./grown-arena.ts";
import type { Words } from "./lift-decision.ts";
import { shapesOfWords, stateDistributionIn } from "./lift-decision.ts";
import type { ColumnTensors, LossContext, Objective } from "./member-loss.ts";
import { memberLoss } from "./member-loss.ts";
import type { TensorTree } from "./parameter-tree.ts";
import { sizeOfTree, zipTrained } from "./parameter-tree.ts";

/** All that decides what is compiled. */
export interface Blueprint {
  readonly objective: Objective;
  readonly optimizer: Optimizer;
  readonly gradientLimit: number;
  readonly spaces: Spaces;
  readonly extraSizes: ExtraSizes;
  readonly precision: Precision;
  readonly words: Words;
  /** Structure and shapes of each member. */
  readonly members: readonly Parameters[];
  /** Rows of each member in a step. */
  readonly rows: readonly number[];
  /** Rows of an evaluation; 0: none is compiled. */
  readonly evaluationRows: number;
}

/** Where a program reads what changes from run to run. */
export interface ProgramInputs {
  /** One for each member; one for all in an evaluation. */
  readonly columns: readonly ColumnInputs[];
  /** Parameters of the traced words. */
  readonly words: Readonly<Record<string, unknown>>;
  /** Observations from the state distribution, where a loss asks for them. */
  readonly drawn: { readonly state?: Live };
  /** Standard normal numbers, in the order in which the losses ask for them. */
  readonly noise: readonly Live[];
}

/** Compiled programs, and the numbers that they work on. */
export interface TrainingPrograms {
  /** Parameters of each member, live. */
  readonly members: readonly Parameters[];
  /** What the optimizer remembers of each, live. */
  readonly memory: readonly Parameters[];
  readonly step: ProgramInputs & {
    /** One step of every member. `count`: steps so far, this one included. */
    run(count: number): void;
    /** `[E]` Of one number each: the loss before the step, the length of the gradient, and 1 where the step was taken. */
    readonly loss: readonly Live[];
    readonly gradientNorm: readonly Live[];
    readonly taken: readonly Live[];
  };
  readonly evaluation: (ProgramInputs & { run(): void; readonly loss: readonly Live[] }) | undefined;
}

/** Traces and compiles, in memory that is large enough. */
export function compile(blueprint: Blueprint): TrainingPrograms {
  const memory = blueprint.members.map((member) => optimizeTree(blueprint.optimizer, member).memory);
  const parameterCount = [...blueprint.members, ...memory].reduce((total, tree) => total + sizeOfTree(tree), 0);
  return inGrownArena(FIRST_BYTES + 16 * parameterCount, (arena) => compileIn(arena, blueprint, memory));
}

const FIRST_BYTES = 1 << 20;

function compileIn(arena: Arena, blueprint: Blueprint, memory: readonly Parameters[]): TrainingPrograms {
  const { precision: dtype, members, rows, evaluationRows } = blueprint;
  const stores = { parameters: store(members, { dtype, arena }) as Store, memory: store(memory, { dtype, arena }) as Store };
  const step = stepProgram(blueprint, stores, rows);
  const evaluation = evaluationRows > 0 ? evaluationProgram(blueprint, stores.parameters, evaluationRows) : undefined;
  return {
    // The stores have the structure of what they were made from.
    members: stores.parameters.parameters as unknown as readonly Parameters[],
    memory: stores.memory.parameters as unknown as readonly Parameters[],
    step: {
      ...inputsOf(step), ...step.outputs,
      run(count) {
        step.inputs.count[0] = count;
        step.run();
      },
    },
    evaluation: evaluation && { ...inputsOf(evaluation), ...evaluation.outputs, run: () => void evaluation.run() },
  };
}

/** What enters a program besides its stores. */
interface InputShapes {
  readonly columns: readonly unknown[];
  readonly words: unknown;
  readonly drawn: { readonly state?: Shaped };
  readonly noise: readonly Shaped[];
}

/** The same while it is traced. */
interface InputTensors {
  readonly columns: readonly ColumnTensors[];
  readonly words: Readonly<Record<string, unknown>>;
  readonly drawn: { readonly state?: Tensor };
  readonly noise: readonly Tensor[];
}

const inputsOf = (compiled: { readonly inputs: unknown }): ProgramInputs => {
  const { columns, words, drawn, noise } = compiled.inputs as ProgramInputs; // live numbers for the leaves of `InputShapes`
  return { columns, words, drawn, noise };
};

function inputShapes({ spaces, extraSizes, words }: Blueprint, rows: readonly number[]): InputShapes {
  const isDrawn = stateDistributionIn(words) !== undefined;
  return {
    columns: rows.map((count) => columnShapes(spaces, extraSizes, count)), words: shapesOfWords(words), noise: [],
    drawn: isDrawn ? { state: lanesShape(spaces.observation, Math.max(...rows)) } : {},
  };
}

interface Told { readonly loss: readonly Live[] }
interface StepTold extends Told { readonly gradientNorm: readonly Live[]; readonly taken: readonly Live[] }
type Compiled<Inputs, Outputs> = { readonly inputs: Inputs; readonly outputs: Outputs; readonly run: () => unknown };

interface Stores {
  readonly parameters: Store;
  readonly memory: Store;
}

type StepTensors = InputTensors & { readonly parameters: readonly TensorTree[]; readonly memory: readonly TensorTree[]; readonly count: Tensor };

function stepProgram(blueprint: Blueprint, stores: Stores, rows: readonly number[]): Compiled<{ readonly count: Live }, StepTold> {
  const example = { ...stores, ...inputShapes(blueprint, rows), count: { shape: [] } };
  return withNoise(example, (given, noise) => {
    const inputs = given as StepTensors; // the tensors of this example
    const moved = inputs.parameters.map((_, e) => memberStep(blueprint, inputs, e, noise));
    return {
      parameters: moved.map(({ parameters }) => parameters), memory: moved.map(({ memory }) => memory),
      loss: moved.map(({ loss }) => loss), gradientNorm: moved.map(({ norm }) => norm), taken: moved.map(({ taken }) => taken),
    };
  }) as unknown as Compiled<{ readonly count: Live }, StepTold>; // live numbers for what the function above gives
}

interface MovedMember {
  readonly parameters: TensorTree;
  readonly memory: TensorTree;
  readonly loss: Tensor;
  readonly norm: Tensor;
  readonly taken: Tensor;
}

type Noise = (shape: readonly number[]) => Tensor;

/** Loss, gradient and update of one member. A step that would leave the finite numbers is not taken. */
function memberStep(blueprint: Blueprint, inputs: StepTensors, e: number, noise: Noise): MovedMember {
  const { objective, optimizer, gradientLimit, precision } = blueprint;
  const [template, parameters, memory] = [blueprint.members[e]!, inputs.parameters[e]!, inputs.memory[e]!];
  const lossOf = (own: TensorTree): Tensor => memberLoss(objective, own, contextOf(blueprint, inputs, e, noise));
  const [loss, slope] = valueAndGrad(lossOf)(parameters);
  const gradient = zipTrained(template, (g) => g, zeros, slope);
  const norm = globalNorm(gradient);
  const clipped = gradientLimit > 0 ? clipByGlobalNorm(gradient, gradientLimit) : gradient;
  const next = optimizeTree(optimizer, template)
    .update(parameters as Tensors<Parameters>, clipped as Tensors<Parameters>, memory, inputs.count); // trees of tensors either way
  const length = globalNorm(zipTrained(template, (x) => x, zeros, next.parameters as TensorTree));
  const taken = [loss, norm, length].map((x) => greater(LARGEST[precision], abs(x))).reduce((a, b) => mul(a, b));
  const gated = (after: TensorTree, before: TensorTree): TensorTree => choose(taken, after, before);
  return { parameters: gated(next.parameters as TensorTree, parameters), memory: gated(next.memory, memory), loss, norm, taken };
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

function contextOf({ words }: Blueprint, inputs: InputTensors, e: number, noise: Noise): LossContext {
  const columns = inputs.columns[e] ?? inputs.columns[0]!;
  return { columns, words, wordTensors: inputs.words, drawn: inputs.drawn.state, noise };
}

type EvaluationTensors = InputTensors & { readonly parameters: readonly TensorTree[] };

/** The loss of every member on the same rows. */
function evaluationProgram(blueprint: Blueprint, parameters: Store, rows: number): Compiled<unknown, Told> {
  const example = { parameters, ...inputShapes(blueprint, [rows]), count: { shape: [] } };
  return withNoise(example, (given, noise) => {
    const inputs = given as EvaluationTensors; // the tensors of this example
    return { loss: inputs.parameters.map((own, e) => memberLoss(blueprint.objective, own, contextOf(blueprint, inputs, e, noise))) };
  }) as unknown as Compiled<unknown, Told>; // live numbers for what the function above gives
}

/**
 * Compiles a function that asks for noise as it goes. What it asks for are inputs, so it is traced once to hear their shapes, and
 * then once more with them.
 */
function withNoise<E extends InputShapes & { readonly count: Shaped }, O>(example: E, f: (inputs: unknown, noise: Noise) => O): Program<E, O> {
  const shapes: Shaped[] = [];
  const heard = new Error("the shapes of the noise are known");
  try {
    program((inputs: unknown) => {
      const { count } = inputs as { readonly count: Tensor }; // any tensor of this trace will do
      shapes.length = 0;
      f(inputs, (shape) => {
        shapes.push({ shape });
        return broadcastTo(count, shape);
      });
      throw heard;
    }, example);
  } catch (error) {
    if (error !== heard) throw error;
  }
  return program((inputs: unknown) => {
    const { noise } = inputs as InputTensors; // of the example with its noise
    let next = 0;
    return f(inputs, () => noise[next++]!);
  }, { ...example, noise: shapes } as E);
}
