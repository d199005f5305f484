/**
 * Derived faces, stepping loops, time limits, evaluation.
 *
 * @packageDocumentation
 */
export { asDynamics } from "./as-dynamics.ts";
export type { DynamicsDetails } from "./as-dynamics.ts";
