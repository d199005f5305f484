import type { Kernels } from "@worldwise/math";
import { createArena } from "@worldwise/math";

let kernels: Kernels | undefined;

/** Kernels over a memory of their own, to ask how much workspace others need. */
export const sizingKernels = (): Kernels => (kernels ??= createArena({ bytes: 0 }).kernels);
