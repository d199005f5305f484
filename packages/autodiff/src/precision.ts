/** The element type of a program: every number in it is of this type, whole numbers too. */
export type Precision = "float32" | "float64";

/** Bytes of one number. */
export const bytesOfNumber = (precision: Precision): 4 | 8 => (precision === "float32" ? 4 : 8);

/** Numbers in one vector register. */
export const laneCount = (precision: Precision): 4 | 2 => (precision === "float32" ? 4 : 2);
