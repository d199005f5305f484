/** What the markers of these environments say of where they come from. */
export const packageName = "@worldwise/env-gymnasium";
