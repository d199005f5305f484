import type { Code } from "./encoder.ts";
import type { Kernel, Move, RepeatKernel } from "./kernel.ts";

/** Writes calls of kernels, one after another. */
export type Calls = (kernels: readonly Kernel[]) => (code: Code) => void;

/** A counted loop around calls and copies. */
export function writeRepeat(code: Code, { count, before, movesIn, kernels, movesOut }: RepeatKernel, calls: Calls): void {
  calls(before)(code);
  const step = code.local("i32");
  code.i32(0).set(step).repeat(step, 1, count, () => {
    for (const move of movesIn) writeMove(code, move, step);
    calls(kernels)(code);
    for (const move of movesOut) writeMove(code, move, step);
  });
}

/** destination, source, length */
function writeMove(code: Code, { from, fromStep, to, toStep, byteLength }: Move, step: number): void {
  pushAddress(code, to, toStep, step);
  pushAddress(code, from, fromStep, step);
  code.i32(byteLength).copyBytes();
}

function pushAddress(code: Code, address: number, distance: number, step: number): void {
  if (distance === 0) code.i32(address);
  else code.get(step).i32(distance).plain("i32.mul").i32(address).plain("i32.add");
}
