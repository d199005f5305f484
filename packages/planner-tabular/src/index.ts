/**
 * Tabular planners: value and policy iteration, Q-learning, SARSA, prioritized sweeping.
 *
 * @packageDocumentation
 */
export {};
