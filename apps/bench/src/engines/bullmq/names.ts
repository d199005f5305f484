import type { Cell } from "@worldwise/experiment";

/** Before every key. The number changes when messages do: a worker of another format sees none of our cells. */
export const prefix = "worldwise-1";

/** One queue for each digest of code: a cell is seen only by workers that have its code. */
export const queueName = (codeDigest: string): string => `cells-${codeDigest.slice(0, 32)}`;

/** Adding a cell twice is harmless, because a job's name is the cell's. The letter keeps it from being taken for a number. */
export const jobIdOf = ({ id }: Pick<Cell, "id">): string => `cell${id}`;

/** The cell that a job is named for. */
export const cellIdOf = (jobId: string): string => jobId.replace(/^cell/, "");

/** After so many seconds Redis forgets what nobody came for. */
export const forgottenAfter: number = 7 * 24 * 3600;
