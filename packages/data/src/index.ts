/**
 * Transition batches, datasets with a clock, replay, saved state as bytes.
 *
 * @packageDocumentation
 */
export {};
