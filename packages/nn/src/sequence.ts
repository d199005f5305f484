import type { Parameters, Tensor } from "@worldwise/protocol";
import type { Layer } from "./layer.ts";

/** What a row passes through: layers, and functions without parameters. */
export interface Steps {
  readonly [name: string]: Layer | ((x: Tensor) => Tensor);
}

/** Parameters of the layers among some steps, by the names of these. */
export type SequenceParameters<S extends Steps> = {
  readonly [Name in keyof S as S[Name] extends { readonly init: unknown } ? Name : never]:
  S[Name] extends Layer<infer P> ? P : never;
};

/**
 * Steps one after another. The names of layers become the names of their parameters, also in files.
 *
 * @param steps - in the order of application; names that read as numbers would be reordered by the language
 *
 * @example
 * ```ts
 * import { dense, flatten, sequence, convolution } from "@worldwise/nn";
 *
 * const network = sequence({
 *   first: convolution({ height: 5, width: 5, channels: 1, filters: 4, activation: "relu" }),
 *   flat: flatten(3),
 *   second: dense({ inputs: 100, outputs: 2 }),
 * });
 * console.log(typeof network.apply); // function
 * ```
 */
export function sequence<const S extends Steps>(steps: S): Layer<SequenceParameters<S>>;
export function sequence(steps: Readonly<Record<string, Layer | ((x: Tensor) => Tensor)>>): Layer<Branches> {
  const entries = Object.entries(steps);
  return Object.freeze<Layer<Branches>>({
    init: (random) =>
      Object.fromEntries(entries.flatMap(([name, step]) => (typeof step === "function" ? [] : [[name, step.init(random)]]))),
    apply: (parameters, x) =>
      entries.reduce((h, [name, step]) => (typeof step === "function" ? step(h) : step.apply(parameters[name]!, h)), x),
  });
}

type Branches = { readonly [name: string]: Parameters };
