import { gather, reshape, transpose } from "@worldwise/autodiff";
import type { Parameter } from "@worldwise/protocol";
import { checkSize } from "./check-size.ts";
import type { Initializer } from "./initializer.ts";
import { normal } from "./initializer.ts";
import type { Layer } from "./layer.ts";
import { drawn } from "./layer.ts";

/** Parameters of an embedding: table `[N, S]`. */
export type EmbeddingParameters = { readonly table: Parameter };

/** Settings of an embedding. */
export interface EmbeddingOptions {
  /** N, states or actions that there are. */
  readonly count: number;
  /** S, numbers for each. */
  readonly size: number;
  /** Default `normal()`. */
  readonly initializer?: Initializer;
}

/**
 * A vector for each of N states or actions: y_b = table[x_b].
 *
 * x `[B]` whole numbers below N, y `[B, S]`, of E members `[E, B, S]`.
 */
export function embedding({ count, size, initializer = normal() }: EmbeddingOptions): Layer<EmbeddingParameters> {
  checkSize("count", count);
  checkSize("size", size);
  return Object.freeze<Layer<EmbeddingParameters>>({
    init: (random) => ({
      table: drawn(random, initializer, [count, size], { inputSize: count, outputSize: size, windowSize: 1 }),
    }),
    apply({ table }, x) {
      if (table.shape.length === 2) return gather(table, x);
      const memberCount = table.shape[0]!;
      const rows = gather(reshape(transpose(table, [1, 0, 2]), [count, memberCount * size]), x);
      return transpose(reshape(rows, [x.shape[0]!, memberCount, size]), [1, 0, 2]);
    },
  });
}
