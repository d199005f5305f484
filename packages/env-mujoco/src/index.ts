/**
 * MuJoCo's classic locomotion and balancing tasks, equal to Gymnasium's version 5.
 *
 * @packageDocumentation
 */
export {};
