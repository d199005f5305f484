/**
 * The faces, parts and plugin markers that everything in Worldwise speaks.
 *
 * @packageDocumentation
 */

// Spaces, arrays, randomness, saved state, errors
export * from "./space.ts";
export * from "./lane.ts";
export * from "./random.ts";
export * from "./state-tree.ts";
export * from "./errors.ts";

// Faces of a world, true or learned
export * from "./mdp.ts";
export * from "./dynamics.ts";
export * from "./batch-task.ts";
export * from "./environment.ts";
export * from "./model.ts";
export * from "./grid-layout.ts";
export * from "./scene.ts";

// What passes between the parts
export * from "./transition-batch.ts";
export * from "./value.ts";
export * from "./policy.ts";
export * from "./tensor.ts";
export * from "./decision-context.ts";

// Roles
export * from "./model-class.ts";
export * from "./model-loss.ts";
export * from "./optimizer.ts";
export * from "./model-learner.ts";
export * from "./planner.ts";
export * from "./search-control.ts";
export * from "./agent.ts";

// Fitting parts together
export * from "./plugin.ts";
export * from "./options.ts";
export * from "./component-plugin.ts";
export * from "./explain.ts";
