/**
 * Contracts that need processes: exact resuming in a new one.
 *
 * @packageDocumentation
 */
export { resumesInNewProcess } from "./resumes-in-new-process.ts";
export type { ResumeOptions } from "./resumes-in-new-process.ts";
export type { Composition, Resumable } from "./resume-child.ts";
