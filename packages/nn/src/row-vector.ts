import { reshape } from "@worldwise/autodiff";
import type { Tensor } from "@worldwise/protocol";

/** A vector that stretches over rows: `[S]` as it is; of E members `[E, S]` → `[E, 1, S]`. */
export const rowVector = (vector: Tensor): Tensor =>
  (vector.shape.length < 2 ? vector : reshape(vector, [vector.shape[0]!, 1, vector.shape[1]!]));
