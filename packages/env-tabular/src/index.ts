/**
 * Finite environments: mazes, FrozenLake, Taxi, cliff walking, Garnet and kin, with exact transition tables.
 *
 * @packageDocumentation
 */
export {};
