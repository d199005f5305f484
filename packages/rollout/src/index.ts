/**
 * Derived faces, stepping loops, time limits, evaluation.
 *
 * @packageDocumentation
 */
export {};
