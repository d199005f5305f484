/**
 * __purpose__.
 *
 * @packageDocumentation
 */
export { __factory__, __factory__Plugin, type __Factory__Options } from "./__concept__.ts";
export { plugins } from "./plugins.ts";
