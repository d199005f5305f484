import { addOperation, mulOperation, negOperation, subOperation } from "./arithmetic.ts";
import { broadcastOperation } from "./broadcast-operation.ts";
import type { Node } from "./graph.ts";
import type { Candidate, ElementwiseOperation } from "./operation.ts";
import { sameShape } from "./shape.ts";
import { fill, uniform } from "./simplify.ts";

/** Constants are folded, identities used, and what is computed from repeated numbers is computed before they are repeated. */
export function simplifyElementwise(candidate: Candidate, operation: ElementwiseOperation): Node | undefined {
  const { graph, inputs, shape } = candidate;
  const known = inputs.map(uniform);
  if (known.every((value) => value !== undefined)) {
    const dtype = operation.closed === true && inputs.every((x) => x.dtype === "int32") ? "int32" : graph.precision;
    return fill(graph, graph.constant(operation.evaluate(...known), dtype), shape);
  }
  return identities[operation.name]?.(candidate, inputs, known) ?? beforeBroadcast(candidate, known) ?? sumOfAlike(candidate);
}

type Known = readonly (number | undefined)[];
type Identity = (candidate: Candidate, inputs: readonly Node[], known: Known) => Node | undefined;

const identities: { readonly [operation: string]: Identity } = {
  add: ({ graph, shape }, [a, b], known) => {
    if (known[0] === 0) return b;
    if (known[1] === 0) return a;
    return b!.operation === negOperation ? graph.node(subOperation, [a!, b!.inputs[0]!], shape) : undefined;
  },
  sub: ({ graph, shape }, [a, b], known) => {
    if (known[1] === 0) return a;
    if (known[0] === 0) return graph.node(negOperation, [b!], shape);
    return b!.operation === negOperation ? graph.node(addOperation, [a!, b!.inputs[0]!], shape) : undefined;
  },
  mul: product,
  div: ({ graph, shape }, [a, b], known) => {
    if (known[0] === 0) return zero({ graph, shape });
    const divisor = known[1];
    if (divisor === 1) return a!.dtype === "int32" ? undefined : a;
    const isExact = divisor !== undefined && Math.abs(Math.log2(Math.abs(divisor))) % 1 === 0; // a power of two
    return isExact ? graph.node(mulOperation, [a!, fill(graph, graph.constant(1 / divisor), b!.shape)], shape) : undefined;
  },
  neg: (_candidate, [a]) => (a!.operation === negOperation ? a!.inputs[0] : undefined),
  where: (_candidate, [, a, b], known) => {
    if (known[0] !== undefined) return known[0] !== 0 ? a : b;
    return a === b ? a : undefined;
  },
};

const zero = ({ graph, shape }: Pick<Candidate, "graph" | "shape">): Node => fill(graph, graph.constant(0), shape);

/** A factor of exactly 0 annihilates: it came from a rule or was written, it is no datum. Constants go to the right. */
function product(candidate: Candidate, [a, b]: readonly Node[], known: Known): Node | undefined {
  const { graph, shape } = candidate;
  if (known[0] === 0 || known[1] === 0) return zero(candidate);
  if (known[0] === 1) return b;
  if (known[1] === 1) return a;
  if (known[0] === -1) return graph.node(negOperation, [b!], shape);
  if (known[1] === -1) return graph.node(negOperation, [a!], shape);
  if (known[0] !== undefined) return graph.node(mulOperation, [b!, a!], shape);
  return known[1] === undefined ? undefined : scaledTwice(candidate, a!, known[1]);
}

/** (x · p) · q = x · (p q), (−x) · q = x · (−q) */
function scaledTwice({ graph, shape }: Candidate, a: Node, q: number): Node | undefined {
  const scaled = (x: Node, by: number): Node => graph.node(mulOperation, [x, fill(graph, graph.constant(by), shape)], shape);
  if (a.operation === negOperation) return scaled(a.inputs[0]!, -q);
  const p = a.operation === mulOperation ? uniform(a.inputs[1]!) : undefined;
  return p === undefined ? undefined : scaled(a.inputs[0]!, p * q);
}

/** f(broadcast x, broadcast y) = broadcast f(x, y): compute small, then repeat. */
function beforeBroadcast({ graph, operation, inputs, shape }: Candidate, known: Known): Node | undefined {
  const repeated = inputs.filter((_, i) => known[i] === undefined);
  const source = repeated[0]!.inputs[0]?.shape;
  const areAlike = repeated.every((x) => x.operation === broadcastOperation && sameShape(x.inputs[0]!.shape, source ?? []));
  if (source === undefined || !areAlike) return undefined;
  const small = inputs.map((x, i) => (known[i] === undefined ? x.inputs[0]! : fill(graph, graph.constant(known[i], x.dtype), source)));
  return graph.node(broadcastOperation, [graph.node(operation, small, source)], shape);
}

/** The sum of two results of one operation, where that knows better. */
const sumOfAlike = (candidate: Candidate): Node | undefined => {
  const [a, b] = candidate.inputs;
  if (candidate.operation !== addOperation || a!.operation !== b!.operation || a!.operation.kind !== "array") return undefined;
  return a!.operation.sumOf?.(candidate, a!, b!);
};
