/** What a child writes, and its parent tells, when it held more memory than it may. */
export const memoryWords = (megabytes: number): string => `it held more memory than the limit of ${megabytes} MB`;
