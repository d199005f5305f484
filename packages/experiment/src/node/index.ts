/**
 * What needs Node: the catalog of installed components, run folders.
 *
 * @packageDocumentation
 */
export { readCatalog } from "./catalog.ts";
export type { Catalog, CatalogEntry } from "./catalog.ts";
