import type { Live, Shaped, Store } from "@worldwise/autodiff";
import { store } from "@worldwise/autodiff";
import type { Arena } from "@worldwise/math";
import { optimizeTree } from "@worldwise/nn";
import type { ModelLoss, Parameters, Spaces, Tensor } from "@worldwise/protocol";
import type { ColumnInputs, ExtraSizes } from "./columns.ts";
import { columnShapes, lanesShape } from "./columns.ts";
import { inGrownArena } from "./grown-arena.ts";
import { shapesOfWords, stateDistributionIn } from "./lift-decision.ts";
import type { Objective } from "./member-loss.ts";
import { memberLoss } from "./member-loss.ts";
import type { InputTensors, StepBlueprint, StepTensors } from "./member-step.ts";
import { contextOf, memberStep } from "./member-step.ts";
import type { TensorTree } from "./parameter-tree.ts";
import { sizeOfTree } from "./parameter-tree.ts";
import { withNoise } from "./with-noise.ts";

/** All that decides what is compiled. */
export interface Blueprint extends StepBlueprint {
  readonly spaces: Spaces;
  readonly extraSizes: ExtraSizes;
  /** Rows of each member in a step. */
  readonly rows: readonly number[];
  /** Rows of an evaluation; 0: none is compiled. */
  readonly evaluationRows: number;
  /** Looked at in an evaluation. */
  readonly judge: ModelLoss | undefined;
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

/** What an evaluation says of each member. */
export interface Evaluated {
  readonly loss: readonly Live[];
  /** None where nobody judges. */
  readonly judged: readonly Live[];
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
  readonly evaluation: (ProgramInputs & Evaluated & { run(): void }) | undefined;
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

interface StepTold { readonly loss: readonly Live[]; readonly gradientNorm: readonly Live[]; readonly taken: readonly Live[] }
type Compiled<Inputs, Outputs> = { readonly inputs: Inputs; readonly outputs: Outputs; readonly run: () => unknown };

interface Stores {
  readonly parameters: Store;
  readonly memory: Store;
}

function stepProgram(
  blueprint: Blueprint, stores: Stores, rows: readonly number[],
): Compiled<{ readonly count: Live }, StepTold> {
  const example = { ...stores, ...inputShapes(blueprint, rows), count: { shape: [] } };
  return withNoise(example, (given, noise) => {
    const inputs = given as StepTensors; // the tensors of this example
    const moved = inputs.parameters.map((_, e) => memberStep(blueprint, inputs, e, noise));
    return {
      parameters: moved.map(({ parameters }) => parameters), memory: moved.map(({ memory }) => memory),
      loss: moved.map(({ loss }) => loss), gradientNorm: moved.map(({ norm }) => norm), taken: moved.map(({ taken }) => taken),
    };
  });
}

type EvaluationTensors = InputTensors & { readonly parameters: readonly TensorTree[] };

/** The loss of every member on the same rows, and what the judge says. */
function evaluationProgram(blueprint: Blueprint, parameters: Store, rows: number): Compiled<unknown, Evaluated> {
  const example = { parameters, ...inputShapes(blueprint, [rows]), count: { shape: [] } };
  return withNoise(example, (given, noise) => {
    const inputs = given as EvaluationTensors; // the tensors of this example
    const { objective, judge } = blueprint;
    const by = (followed: Objective) => (own: TensorTree, e: number): Tensor =>
      memberLoss(followed, own, contextOf(blueprint, inputs, e, noise));
    const judged = judge ? inputs.parameters.map(by({ ...objective, loss: judge, rewardLoss: undefined })) : [];
    return { loss: inputs.parameters.map(by(objective)), judged };
  });
}

