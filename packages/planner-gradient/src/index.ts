/**
 * Policy gradients, natural gradients and trust regions for softmax policies.
 *
 * @packageDocumentation
 */
export {};
