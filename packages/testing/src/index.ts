/**
 * Contract suites for every role of the Worldwise protocol.
 *
 * @packageDocumentation
 */
export {};
