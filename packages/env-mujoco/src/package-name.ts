/** What the markers of these worlds say of where they come from. */
export const packageName = "@worldwise/env-mujoco";
