import type { Access, LoopKernel } from "./kernel.ts";

/** Joins neighboring axes that every access walks as if they were one, and drops those of length 1. */
export function collapse(kernel: LoopKernel): LoopKernel {
  const walks = [...kernel.loads.values(), ...kernel.stores.map(({ to }) => to), ...kernel.reductions.map(({ to }) => to)];
  const kept = kernel.shape.flatMap((length, axis) => (length === 1 ? [] : [axis]));
  const nothing = kept.length === 0;
  let shape = nothing ? [1] : kept.map((axis) => kernel.shape[axis]!);
  let strides = walks.map((walk) => (nothing ? [1] : kept.map((axis) => walk.strides[axis]!)));
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    if (!strides.every((own) => own[axis] === own[axis + 1]! * shape[axis + 1]!)) continue;
    shape = [...shape.slice(0, axis), shape[axis]! * shape[axis + 1]!, ...shape.slice(axis + 2)];
    strides = strides.map((own) => [...own.slice(0, axis), ...own.slice(axis + 1)]);
  }
  let next = 0;
  const renew = ({ address }: Access): Access => ({ address, strides: strides[next++]! });
  return {
    kind: "loop", shape, nodes: kernel.nodes,
    loads: new Map([...kernel.loads].map(([x, walk]) => [x, renew(walk)])),
    stores: kernel.stores.map(({ value, to }) => ({ value, to: renew(to) })),
    reductions: kernel.reductions.map((reduction) => ({ ...reduction, to: renew(reduction.to) })),
  };
}
