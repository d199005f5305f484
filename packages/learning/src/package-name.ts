/** How the components of this package introduce themselves. */
export const packageName = "@worldwise/learning@0.1.0";
