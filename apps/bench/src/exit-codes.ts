/**
 * How a command ends: 0 all is well; 1 some cells failed, the gate found a regression, a repetition differences or the doctor damage;
 * 2 wrong use, or a folder that cannot be used.
 */
export const exitCodes = { cellsFailed: 1, regression: 1, damageFound: 1, differences: 1, wrongUse: 2 } as const;
