/**
 * __purpose__.
 *
 * @packageDocumentation
 */
export { weightedMean } from "./weighted-mean.ts";
