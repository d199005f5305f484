/**
 * Tensor operations and what they mean: evaluated eagerly, in float64.
 *
 * @packageDocumentation
 */
export {};
