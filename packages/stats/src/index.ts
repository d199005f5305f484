/**
 * Seeded bootstrap intervals, interquartile means and sign tests for reinforcement learning runs.
 *
 * @packageDocumentation
 */
export {};
