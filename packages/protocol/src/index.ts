/**
 * The faces, parts and plugin markers that everything in Worldwise speaks.
 *
 * @packageDocumentation
 */
export {};
