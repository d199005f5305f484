/**
 * Linear models: expectations, Gaussians, mixtures, and regression on values.
 *
 * @packageDocumentation
 */
export {};
