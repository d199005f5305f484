/**
 * Compositions of learner and planner: Dyna, batch model-based, model-free; search control.
 *
 * @packageDocumentation
 */
export {};
