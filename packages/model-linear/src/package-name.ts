/** How the components of this package introduce themselves. */
export const packageName = "@worldwise/model-linear";
