/**
 * How a float32 action meets float64 numbers in Gymnasium, which leaves it to NumPy's rules of promotion.
 *
 * `numpy-1`: the result is float64, as one would do the mathematics. `numpy-2` (NEP 50): Python's own floats give way, so that
 * products with a float32 are rounded to float32.
 */
export type NumberPromotion = "numpy-1" | "numpy-2";
