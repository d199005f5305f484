import { collapse } from "./collapse.ts";
import type { LoopUnit } from "./fuse.ts";
import type { Node } from "./graph.ts";
import type { Access, Kernel, LoopKernel, Places, Reduction } from "./kernel.ts";
import { viewOf } from "./layout.ts";
import { productKernels } from "./matmul-kernel.ts";
import { isUniform } from "./move-kernel.ts";
import type { Plan } from "./plan.ts";
import { bytesOfNumber } from "./precision.ts";
import type { Update } from "./prepare.ts";
import { sizeOf } from "./shape.ts";

/** The kernels of a plan whose values lie at these places. */
export function lower(plan: Plan, places: Places): Kernel[] {
  const kernels = plan.units.flatMap((unit, i): readonly Kernel[] => {
    if (unit.kind === "loop") return [loopKernel(unit, plan.stored[i]!, places)];
    const [node] = unit.nodes;
    if (node !== undefined && unit.ending !== undefined) return productKernels(node, places, unit.ending);
    return node?.operation.kind === "array" ? node.operation.lower(node, places) : [];
  });
  return [...kernels, ...plan.late.map((update) => lateKernel(update, places))];
}

/** Addresses of everything that has a buffer, in a stretch of memory that begins at `start`. */
export function placesOf({ precision, storage, workspace }: Plan, start: number): Places {
  return {
    precision, workspace: start + workspace,
    address(x) {
      const { base, offset } = viewOf(x);
      const place = storage.placeOf.get(base);
      if (place === undefined) throw new Error(`no buffer for ${base.operation.name} ${base.id}; this is a bug in plan.ts`);
      return (place.isAbsolute ? 0 : start) + place.bytes + offset * bytesOfNumber(precision);
    },
  };
}

function loopKernel(unit: LoopUnit, stored: readonly Node[], places: Places): LoopKernel {
  const inside = new Set(unit.nodes);
  const loads = new Map<Node, Access>();
  for (const input of unit.nodes.flatMap(({ inputs }) => inputs)) {
    if (!inside.has(viewOf(input).base) && !isUniform(input)) loads.set(input, accessOf(input, places));
  }
  const isReduction = ({ operation }: Node): boolean => operation.kind === "reduction";
  return collapse({
    kind: "loop", shape: unit.shape, loads,
    nodes: unit.nodes.filter((x) => !isReduction(x)),
    stores: stored.filter((x) => !isReduction(x)).map((value) => ({ value, to: accessOf(value, places) })),
    reductions: stored.filter(isReduction).map((x) => reductionOf(x, places)),
  });
}

function accessOf(x: Node, places: Places): Access {
  const { strides } = viewOf(x);
  return { address: places.address(x), strides: strides.filter((_, axis) => x.shape[axis] !== 1) };
}

function reductionOf(x: Node, places: Places): Reduction {
  const [value] = x.inputs;
  const { strides } = viewOf(x);
  const walk = value!.shape.flatMap((length, axis) => (length === 1 ? [] : [x.shape[axis] === 1 ? 0 : strides[axis]!]));
  return { kind: x.operation.name === "max" ? "max" : "sum", value: value!, to: { address: places.address(x), strides: walk } };
}

function lateKernel({ state, next }: Update, places: Places): LoopKernel {
  const shape = [sizeOf(state.shape)];
  return {
    kind: "loop", shape, nodes: [], reductions: [],
    loads: new Map([[next, { address: places.address(next), strides: [1] }]]),
    stores: [{ value: next, to: { address: places.address(state), strides: [1] } }],
  };
}
