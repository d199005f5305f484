import type { Optimizer, Parameter, Parameters, Tensor, Tensors } from "@worldwise/protocol";
import type { TensorTree } from "./tree.ts";
import { isParameter } from "./tree.ts";

/** Parameters and what an optimizer remembers of them, after an update. */
export interface Moved<P extends Parameters> {
  readonly parameters: Tensors<P>;
  readonly memory: TensorTree;
}

/** An optimizer over a whole tree. */
export interface TreeOptimizer<P extends Parameters> {
  /** What it remembers at the beginning: the tree with a memory in the place of each parameter. Fixed parameters have none. */
  readonly memory: Parameters;
  /** One update, inside a program. `count`: updates so far, from 1, a scalar. Fixed parameters stay. */
  update(parameters: Tensors<P>, gradients: Tensors<P>, memory: TensorTree, count: Tensor): Moved<P>;
}

/**
 * Applies an optimizer to every parameter of a tree.
 *
 * @param optimizer - moves one parameter
 * @param parameters - the tree; only its structure, its shapes and what is `fixed` are read
 */
export function optimizeTree<P extends Parameters>(optimizer: Optimizer, parameters: P): TreeOptimizer<P> {
  return Object.freeze<TreeOptimizer<P>>({
    memory: memoryOf(optimizer, parameters),
    update: (tensors, gradients, memory, count) =>
      moveTree({ optimizer, count }, parameters, [tensors, gradients, memory]) as Moved<P>, // structure in, structure out
  });
}

type Branch = { readonly [name: string]: TensorTree };
/** Of one place: parameters, gradients, memory. */
type Triple = readonly [TensorTree, TensorTree, TensorTree];

const memoryOf = (optimizer: Optimizer, tree: Parameters): Parameters => (isParameter(tree)
  ? (tree.fixed === true ? {} : optimizer.memory(tree))
  : Object.fromEntries(Object.entries(tree).map(([name, branch]) => [name, memoryOf(optimizer, branch)])));

interface Step {
  readonly optimizer: Optimizer;
  readonly count: Tensor;
}

interface MovedTree {
  readonly parameters: TensorTree;
  readonly memory: TensorTree;
}

function moveTree(step: Step, tree: Parameters, tensors: Triple): MovedTree {
  if (isParameter(tree)) return moveLeaf(step, tree, tensors);
  const branches = tensors as readonly [Branch, Branch, Branch]; // of the tree's structure
  const moved = Object.entries(tree).map(([name, branch]) =>
    [name, moveTree(step, branch, [branches[0][name]!, branches[1][name]!, branches[2][name]!])] as const);
  return {
    parameters: Object.fromEntries(moved.map(([name, each]) => [name, each.parameters])),
    memory: Object.fromEntries(moved.map(([name, each]) => [name, each.memory])),
  };
}

function moveLeaf({ optimizer, count }: Step, { fixed }: Parameter, tensors: Triple): MovedTree {
  const [parameter, gradient, memory] = tensors as readonly [Tensor, Tensor, Tensors<Parameters>]; // at a leaf of the tree
  return fixed === true ? { parameters: parameter, memory } : renamed(optimizer.update(parameter, gradient, memory, count));
}

const renamed = ({ parameter, memory }: ReturnType<Optimizer["update"]>): MovedTree => ({ parameters: parameter, memory });
