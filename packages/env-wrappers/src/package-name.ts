/** What the markers of these wrappers say of where they come from. */
export const packageName = "@worldwise/env-wrappers";
