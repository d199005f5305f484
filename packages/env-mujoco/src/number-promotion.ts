/**
 * How the squares of float32 actions are added up for the cost of control, which Gymnasium leaves to NumPy.
 *
 * `float64`: exactly, as for an agent whose actions are float64. `numpy-1`: squares and sum in float32, then times a float64
 * weight. `numpy-2` (NEP 50): the weight gives way too. They differ by about 10^-8 of the cost; the motion is the same.
 */
export type NumberPromotion = "float64" | "numpy-1" | "numpy-2";
