/**
 * Losses for model learners: likelihood and the decision-aware family.
 *
 * @packageDocumentation
 */
export {};
