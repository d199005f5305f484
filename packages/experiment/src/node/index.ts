/**
 * What needs Node: the catalog of installed components, run folders.
 *
 * @packageDocumentation
 */
export { readCatalog } from "./catalog.ts";
export type { Catalog, CatalogEntry } from "./catalog.ts";
export { codeDigest, sha256 } from "./code-digest.ts";
export type { CodeDigest } from "./code-digest.ts";
export { runFolder, sweepTemporaries } from "./run-folder.ts";
export type { Manifest, RunFolder } from "./run-folder.ts";
