/**
 * Any environment of Python's Gymnasium, in a child process.
 *
 * @packageDocumentation
 */

// Environments
export { gymnasiumVector } from "./node/gymnasium-vector.ts";
export type { GymnasiumVector, GymnasiumVectorOptions } from "./node/gymnasium-vector.ts";
export { gymnasium } from "./node/gymnasium.ts";
export type { GymnasiumEnvironment } from "./node/gymnasium.ts";
export { plugins } from "./node/plugins.ts";

// What they take and say
export type { ExpectedSpaces, GymnasiumOptions } from "./bridge-options.ts";
export type { BridgeFacts, BridgeVersions } from "./lane-calls.ts";
export type { SpacePart } from "./space-description.ts";
export type { Info, PlainArray, PlainArrayTypes, PlainData, PlainRecord } from "./plain-data.ts";
