/**
 * Any environment of Python's Gymnasium, in a child process.
 *
 * @packageDocumentation
 */
export {};
