/**
 * Learned tabular models: counts, last outcome, Dirichlet posterior, and a first decision-aware pair.
 *
 * @packageDocumentation
 */
export {};
