/**
 * Fitted value and action-value iteration with trees, kernels, averagers and linear features.
 *
 * @packageDocumentation
 */
export {};
