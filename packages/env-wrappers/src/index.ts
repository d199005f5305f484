/**
 * Wrappers of environments: distractors, noise, delays, stacking, discretization, recording.
 *
 * @packageDocumentation
 */
export {};
