/**
 * Small drawing descriptions to SVG and to the terminal.
 *
 * @packageDocumentation
 */
export {};
