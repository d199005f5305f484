import type { Kernel, LoopKernel } from "./kernel.ts";
import { bytesOfNumber } from "./precision.ts";
import type { Program } from "./program.ts";
import { compiledOf } from "./program.ts";
import { showShape, sizeOf } from "./shape.ts";

/**
 * What a program was compiled to: its kernels in order with what they compute and what they move, and its memory.
 *
 * An operation counts once for each number it is computed for, an exponential like an addition.
 */
export function explain(program: Pick<Program, "~compiled">): string {
  const { kernels, codeBytes, plan: { precision, storage, byteLength, bytesWithoutReuse } } = compiledOf(program);
  const bytes = bytesOfNumber(precision);
  const rows = kernels.map((kernel, i) => `${String(i + 1).padStart(3)}  ${rowOf(kernel, bytes)}`);
  const operations = kernels.reduce((total, kernel) => total + operationCount(kernel), 0);
  return [
    `${precision}, ${kernels.length} kernels, ${operations} operations, ${codeBytes} bytes of code`,
    ...rows,
    `memory: ${byteLength} bytes, of which inputs, outputs and constants ${storage.pinnedBytes}, temporary values ${storage.end - storage.pinnedBytes}`
    + ` (${bytesWithoutReuse} without reuse)`,
  ].join("\n");
}

/** Operations of one run of a kernel, as far as they are known. */
const operationCount = (kernel: Kernel): number => {
  if (kernel.kind === "call") return kernel.operationCount ?? 0;
  if (kernel.kind === "loop") return sizeOf(kernel.shape) * (kernel.nodes.length + kernel.reductions.length);
  return (kernel.count ?? 1) * (kernel.inner ?? []).reduce((total, each) => total + operationCount(each), 0);
};

function rowOf(kernel: Kernel, bytes: number): string {
  if (kernel.kind === "code") return [kernel.name, ...(kernel.inner ?? []).map((each) => `       ${rowOf(each, bytes)}`)].join("\n");
  if (kernel.kind === "call") return kernel.name;
  const names = [...kernel.nodes.map(({ operation }) => operation.name), ...kernel.reductions.map(({ kind }) => kind)];
  return `${showShape(kernel.shape)} ${summed(names)}: reads ${touched(kernel.shape, [...kernel.loads.values()]) * bytes} bytes, `
    + `writes ${touched(kernel.shape, writesOf(kernel)) * bytes}`;
}

const writesOf = ({ stores, reductions }: LoopKernel): { readonly strides: readonly number[] }[] => [...stores, ...reductions].map(({ to }) => to);

/** Different numbers that accesses touch: those of the axes they move along. */
const touched = (shape: readonly number[], accesses: readonly { readonly strides: readonly number[] }[]): number =>
  accesses.reduce((total, { strides }) => total + sizeOf(shape.filter((_, axis) => strides[axis] !== 0)), 0);

/** `add ×2, mul`, or `copy` for nothing. */
function summed(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts.size === 0 ? "copy" : [...counts].map(([name, count]) => (count === 1 ? name : `${name} ×${count}`)).join(", ");
}
