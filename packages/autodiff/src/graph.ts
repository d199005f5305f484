import { evaluateOperation } from "./evaluate-operation.ts";
import type { Attributes, LeafOperation, Operation, TracedTensor } from "./operation.ts";
import type { Precision } from "./precision.ts";
import type { Shape } from "./shape.ts";
import type { Tensor, TensorDtype } from "./tensor.ts";
import { valuesOf } from "./tensor.ts";

/** A tensor of a traced program: a promise of numbers. Its shape is known, its numbers are not, unless the graph computes. */
export interface Node extends TracedTensor {
  readonly "~trace": Graph;
  /** Larger than those of its inputs. */
  readonly id: number;
  readonly operation: Operation;
  readonly inputs: readonly Node[];
  /** Numbers that are known now: of constants, and of everything in a graph that computes while it is traced. */
  readonly values: Float64Array | undefined;
  /** Where the caller wrote it, if the graph notes that. */
  readonly site: Error | undefined;
}

/** Nodes interned by meaning: an expression that is written twice is one node. */
export interface Graph {
  readonly precision: Precision;
  /** Whether every node's numbers are computed as it is made. */
  readonly computes: boolean;
  /** The simplest node that means `operation(...inputs)`. */
  readonly node: (operation: Operation, inputs: readonly Node[], shape: Shape, attributes?: Attributes) => Node;
  /** Numbers that are given from outside, anew for each run. */
  readonly input: (shape: Shape, name: string, dtype?: TensorDtype, values?: Float64Array) => Node;
  /** A node that is equal to no other. */
  readonly fresh: (operation: Operation, inputs: readonly Node[], shape: Shape, attributes?: Attributes) => Node;
  /** One number, shape `[]`. */
  readonly constant: (value: number, dtype?: TensorDtype) => Node;
  /** The numbers of an eager tensor. */
  readonly data: (tensor: Tensor) => Node;
}

/** Rewrites an operation over finished inputs, or leaves it. */
export type Simplify = (
  graph: Graph, operation: Operation, inputs: readonly Node[], shape: Shape, attributes: Attributes,
) => Node | undefined;

/** How a graph behaves. */
export interface GraphOptions {
  readonly precision: Precision;
  readonly simplify: Simplify;
  /** Computes each node as it is made, in float64. */
  readonly computes?: boolean;
  /** Notes where each node was written. That doubles the time, so a trace does without and is repeated if it fails. */
  readonly notesSites?: boolean;
  /** Sees each new node. */
  readonly visit?: (node: Node) => void;
}

const inputOperation: LeafOperation = { kind: "leaf", name: "input" };
const dataOperation: LeafOperation = { kind: "leaf", name: "data" };
const constantOperation: LeafOperation = { kind: "leaf", name: "constant" };

/** Whether a tensor is a node of a traced program. */
export const isNode = (x: Tensor): x is Node => "operation" in x;

/** A graph without nodes. */
export function newGraph({ precision, simplify, computes = false, notesSites = false, visit }: GraphOptions): Graph {
  let count = 0;
  const expressions = new Map<Operation, Map<string, Node>>();
  const constants = new Map<string, Node>();
  const tables = new Map<unknown, Node>();

  const create = (
    operation: Operation, inputs: readonly Node[], shape: Shape, attributes: Attributes, dtype: TensorDtype, given?: Float64Array,
  ): Node => {
    const values = given ?? (computes && operation.kind !== "leaf" ? computed(operation, inputs, shape, attributes) : undefined);
    const node: Node = {
      shape, dtype, "~trace": graph, id: count++, operation, inputs, attributes, values, site: notesSites ? new Error() : undefined,
    };
    visit?.(node);
    return node;
  };
  const dtypeOf = (operation: Operation, inputs: readonly Node[]): TensorDtype =>
    (operation.closed === true && inputs.every(({ dtype }) => dtype === "int32") ? "int32" : precision);
  const fresh: Graph["fresh"] = (operation, inputs, shape, attributes = {}) =>
    create(operation, inputs, shape, attributes, dtypeOf(operation, inputs));
  const intern: Graph["node"] = (operation, inputs, shape, attributes = {}) => {
    let known = expressions.get(operation);
    if (known === undefined) expressions.set(operation, known = new Map<string, Node>());
    return remember(known, keyOf(inputs, shape, attributes), () => create(operation, inputs, shape, attributes, dtypeOf(operation, inputs)));
  };
  const graph: Graph = {
    precision, computes, fresh,
    input: (shape, name, dtype = precision, values?: Float64Array) => create(inputOperation, [], shape, { name }, dtype, values),
    node: (operation, inputs, shape, attributes = {}) =>
      simplify(graph, operation, inputs, shape, attributes) ?? intern(operation, inputs, shape, attributes),
    constant: (value, dtype = precision) => remember(constants, `${Object.is(value, -0) ? "-0" : value}:${dtype}`, () =>
      create(constantOperation, [], [], {}, dtype, Float64Array.of(value))),
    data: (tensor) => remember(tables, tensor, () =>
      create(dataOperation, [], tensor.shape, {}, tensor.dtype === "int32" ? "int32" : precision, valuesOf(tensor, "data"))),
  };
  return graph;
}

function remember<K>(known: Map<K, Node>, key: K, create: () => Node): Node {
  let node = known.get(key);
  if (node === undefined) known.set(key, node = create());
  return node;
}

function keyOf(inputs: readonly Node[], shape: Shape, attributes: Attributes): string {
  let key = `${inputs.map(({ id }) => id).join()}:${shape.join()}`;
  for (const name in attributes) key += `;${name}=${String(attributes[name])}`;
  return key;
}

const computed = (operation: Operation, inputs: readonly Node[], shape: Shape, attributes: Attributes): Float64Array =>
  evaluateOperation(operation, inputs.map((input) => ({ shape: input.shape, values: input.values! })), shape, attributes);

/** Every node that the outputs need, inputs first. What lies before a node where `stops` holds is left out. */
export function reachable(outputs: readonly Node[], stops: (node: Node) => boolean = () => false): Node[] {
  const seen = new Set<Node>();
  const waiting = [...outputs];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (!stops(node)) for (const input of node.inputs) waiting.push(input);
  }
  return [...seen].sort((a, b) => a.id - b.id);
}
