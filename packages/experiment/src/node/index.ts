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
export { provenance } from "./provenance.ts";
export type { Provenance, SourceState } from "./provenance.ts";
export { runFolder } from "./run-folder.ts";
export type { RunFolder } from "./run-folder.ts";
export type { Manifest, RunFacts } from "./run-manifest.ts";
export type { AttemptRows } from "./cell-file.ts";
export { resultLines } from "./cell-file.ts";
export { readJsonLines } from "./json-lines.ts";
export type { JsonLines } from "./json-lines.ts";
export { storing } from "./storage-error.ts";
export { inspectRunFolder } from "./doctor/inspect-folder.ts";
export { mendFinding } from "./doctor/mend.ts";
export type { Finding, FindingKind, Remedy } from "./doctor/finding.ts";
