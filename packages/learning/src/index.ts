/**
 * Model learners trained by gradients: model class, loss and optimizer in one traced step.
 *
 * @packageDocumentation
 */
export {};
