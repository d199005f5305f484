import type { Box } from "@worldwise/protocol";

/** A box of real numbers: as precise as the world that it is made from where that is float32, and of doubles otherwise. */
export type RealBox = Box<"float32" | "float64">;

/** A row of real numbers with bounds of its own, in the precision of another box. */
export const realBox = ({ dtype }: Box, { low, high }: Pick<Box, "low" | "high">): RealBox =>
  ({ kind: "box", dtype: dtype === "float32" ? "float32" : "float64", size: low.length, shape: [low.length], low, high });
