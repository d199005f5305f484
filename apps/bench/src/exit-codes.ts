/** How a command ends: 0 all well, 1 some cells failed or the gate found a regression, 2 wrong use. */
export const exitCodes = { cellsFailed: 1, regression: 1, wrongUse: 2 } as const;
