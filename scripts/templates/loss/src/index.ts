/**
 * __purpose__.
 *
 * @packageDocumentation
 */
export { __factory__, type Operations } from "./__concept__.ts";
