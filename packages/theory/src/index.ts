/**
 * Distances, bounds and model-error measures of decision-aware model learning, with both sides of every inequality.
 *
 * @packageDocumentation
 */
export {};
