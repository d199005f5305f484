import type { Code } from "./encoder.ts";
import type { CodeKernel, Kernel } from "./kernel.ts";
import { copyBytes, times } from "./scalar-code.ts";

/** A copy of bytes in a repetition: the addresses move by a step each time. */
export interface Move {
  readonly from: number;
  readonly fromStep: number;
  readonly to: number;
  readonly toStep: number;
  readonly byteLength: number;
}

/** Kernels that run several times, between copies in and out. */
export interface Repetition {
  readonly name: string;
  readonly count: number;
  /** Run once, at the beginning. */
  readonly before: readonly Kernel[];
  readonly movesIn: readonly Move[];
  readonly kernels: readonly Kernel[];
  readonly movesOut: readonly Move[];
}

/** A counted loop around calls and copies. */
export const repeatKernel = ({ name, count, before, movesIn, kernels, movesOut }: Repetition): CodeKernel => ({
  kind: "code", name, count, inner: [...before, ...kernels],
  write: (code, _precision, callInner) => {
    callInner(before);
    const step = code.local("i32");
    code.i32(0).set(step).repeat(step, 1, count, () => {
      for (const move of movesIn) writeMove(code, move, step);
      callInner(kernels);
      for (const move of movesOut) writeMove(code, move, step);
    });
  },
});

/** destination, source, length */
function writeMove(code: Code, { from, fromStep, to, toStep, byteLength }: Move, step: number): void {
  pushAddress(code, to, toStep, step);
  pushAddress(code, from, fromStep, step);
  code.i32(byteLength).put(copyBytes);
}

function pushAddress(code: Code, address: number, distance: number, step: number): void {
  if (distance === 0) code.i32(address);
  else code.get(step).put(times(distance)).i32(address).add();
}
