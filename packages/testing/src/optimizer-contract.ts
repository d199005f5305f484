import { mul, numbers, sub, tensor } from "@worldwise/autodiff";
import type { Optimizer, Parameter, Parameters, StateTree, Tensor } from "@worldwise/protocol";
import type { Contract, ContractCheck } from "./contract.ts";
import { leavesOf, shownTensor, shownTensors, tensorsOf } from "./eager.ts";
import { markerCheck } from "./marker-check.ts";
import { subjectOf } from "./subject.ts";
import { ensureSameTree } from "./tree-comparison.ts";
import { structureOf } from "./tree-structure.ts";
import { ensure } from "./violation.ts";

/** What the contract of an optimizer takes. */
export interface OptimizerContractOptions {
  /** Updates that must be enough. 500 when not given. */
  readonly updates?: number;
  /** What part of the loss may remain after them. 0.5 when not given. */
  readonly remaining?: number;
}

interface Trial {
  readonly create: () => Optimizer;
  readonly updates: number;
  readonly remaining: number;
}

/**
 * The contract of an optimizer, on eager tensors: its memory begins at zero and keeps its structure, it keeps the parameter's
 * shape, and on a quadratic it moves against the gradient and, with enough updates, down.
 *
 *   L(x) = 1/2 Σ_i h_i (x_i − c_i)²
 *
 * @param create - makes the optimizer anew
 */
export function testOptimizer<M extends Parameters>(create: () => Optimizer<M>, options?: OptimizerContractOptions): Contract;
export function testOptimizer(
  create: () => Optimizer, { updates = 500, remaining = 0.5 }: OptimizerContractOptions = {},
): Contract {
  const trial: Trial = { create, updates, remaining };
  return {
    subject: subjectOf("optimizer", create),
    checks: [
      markerCheck("optimizer", create), emptyMemory(trial), keepsShapes(trial), repeatable(trial), againstTheGradient(trial),
      down(trial),
    ],
  };
}

const shape = [2, 3] as const;
const curvature: Tensor = tensor([1, 4, 0.5, 2, 1, 3], shape);
const center: Tensor = tensor([0, 1, -1, 2, 0.5, 0], shape);

const parameterAt = (): Parameter => ({ shape, data: Float64Array.of(2, -1, 1, 3, -0.5, 1) });

/** ∂L/∂x = h (x − c) */
const gradientAt = (x: Tensor): Tensor => mul(curvature, sub(x, center));

const lossAt = (x: Tensor): number => {
  const [h, error] = [numbers(curvature), numbers(sub(x, center))];
  return error.reduce((total, each, i) => total + 0.5 * h[i]! * each * each, 0);
};

/** Updates so many times; gives every position, the first included, and the last memory. */
function descend(optimizer: Optimizer, updates: number): { readonly positions: readonly Tensor[]; readonly memory: unknown } {
  let x = tensorsOf(parameterAt());
  let memory = tensorsOf(optimizer.memory(parameterAt()));
  const positions = [x];
  for (let count = 1; count <= updates; count++) {
    const moved = optimizer.update(x, gradientAt(x), memory, tensor(count));
    x = moved.parameter;
    memory = moved.memory;
    positions.push(x);
  }
  return { positions, memory };
}

const emptyMemory = ({ create }: Trial): ContractCheck => ({
  name: "its memory begins at zero, in the sizes of its shapes",
  run() {
    for (const [name, leaf] of leavesOf(create().memory(parameterAt()), "memory")) {
      const size = leaf.shape.reduce((product: number, length: number) => product * length, 1);
      ensure(leaf.data.length === size, `${size} numbers in ${name}`, String(leaf.data.length), "allocate what the shape holds");
      ensure(
        leaf.data.every((value) => value === 0), `zeros in ${name}`, String(leaf.data.find((value) => value !== 0)),
        "begin with nothing remembered",
      );
    }
  },
});

const keepsShapes = ({ create }: Trial): ContractCheck => ({
  name: "keeps the shape of the parameter and the structure of its memory",
  run() {
    const optimizer = create();
    const { positions, memory } = descend(optimizer, 2);
    const after = positions[2]!;
    ensure(
      after.shape.join() === shape.join(), `the shape [${shape.join("×")}]`, `[${after.shape.join("×")}]`,
      "update place by place",
    );
    const before = structureOf(shownTensors(tensorsOf(optimizer.memory(parameterAt()))));
    ensure(
      before === structureOf(shownTensors(memory)), `a memory of ${before}`, structureOf(shownTensors(memory)),
      "return all that memory() holds",
    );
  },
});

const repeatable = ({ create }: Trial): ContractCheck => ({
  name: "keeps nothing but its memory",
  run() {
    const optimizer = create();
    const trace = (): StateTree => descend(optimizer, 5).positions.map(shownTensor);
    ensureSameTree(trace(), trace(), "the same updates again", "remember in the memory alone");
  },
});

const againstTheGradient = ({ create }: Trial): ContractCheck => ({
  name: "moves against the gradient at first",
  run() {
    const { positions: [before, after] } = descend(create(), 1);
    const [step, gradient] = [numbers(sub(after!, before!)), numbers(gradientAt(before!))];
    const slope = step.reduce((total, moved, i) => total + moved * gradient[i]!, 0);
    ensure(
      slope < 0, "a step whose product with the gradient is below 0", String(slope), "subtract what goes along the gradient",
    );
  },
});

const down = ({ create, updates, remaining }: Trial): ContractCheck => ({
  name: `leaves at most ${remaining} of a quadratic loss after ${updates} updates`,
  run() {
    const { positions } = descend(create(), updates);
    const [first, last] = [lossAt(positions[0]!), lossAt(positions.at(-1)!)];
    ensure(
      last <= remaining * first, `a loss of at most ${remaining * first}`, String(last),
      "choose a rate that goes down here, or pass updates",
    );
  },
});
