/**
 * Experiments as data: component catalog, resolving, cells, run folders.
 *
 * @packageDocumentation
 */
export {};
