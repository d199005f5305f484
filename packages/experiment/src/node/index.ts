/**
 * What needs Node: the catalog of installed components, the digest of their code, run folders.
 *
 * @packageDocumentation
 */
export { readCatalog } from "./catalog.ts";
export type { Catalog, CatalogEntry } from "./catalog.ts";
export { checkpointFolder } from "./checkpoint-folder.ts";
export type { Checkpoint, CheckpointFolder } from "./checkpoint-folder.ts";
export { codeDigest, sha256 } from "./code-digest.ts";
export type { CodeDigest } from "./code-digest.ts";
export { installedFolder } from "./packages.ts";
export { runFolder } from "./run-folder.ts";
export type { RunFolder } from "./run-folder.ts";
export type { Manifest } from "./run-manifest.ts";
