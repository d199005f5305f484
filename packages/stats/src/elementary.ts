import { createArena } from "@worldwise/math";

type ScalarFunction = (x: number) => number;

/** Made at first use; holds nothing between calls. */
let functions: { readonly exp: ScalarFunction; readonly log: ScalarFunction } | undefined;

function load(): { readonly exp: ScalarFunction; readonly log: ScalarFunction } {
  const arena = createArena({ bytes: 64 });
  const cell = arena.allocate("float64", 1);
  const { kernels } = arena;
  return {
    log: kernels.scalarLog,
    exp: (x) => {
      cell[0] = x;
      kernels.expF64(1, cell.byteOffset, cell.byteOffset);
      return cell[0];
    },
  };
}

/** e^x in software: the same bits on every engine, which `Math.exp` does not promise. */
export function exp(x: number): number {
  functions ??= load();
  return functions.exp(x);
}

/** The natural logarithm in software: the same bits on every engine, which `Math.log` does not promise. */
export function log(x: number): number {
  functions ??= load();
  return functions.log(x);
}
