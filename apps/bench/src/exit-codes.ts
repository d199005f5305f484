/** How a command ends: 0 all ran, 1 some cells failed, 2 wrong use. */
export const exitCodes = { cellsFailed: 1, wrongUse: 2 } as const;
