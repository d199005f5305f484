/**
 * Data sets in files by path: what needs Node.
 *
 * @packageDocumentation
 */
export { readDatasetFile, writeDatasetFile } from "./dataset-file.ts";
