import type { PhysicsEngine } from "./engine.ts";

/**
 * Whose rule for contact margins the dynamics follow.
 *
 * A contact begins where two geoms are closer than its margin. Up to MuJoCo 3.8 that is the larger of the geoms' margins, and
 * Gymnasium's results were published with it: `published`. Since 3.9 it is their sum: `3.9`, which is what Gymnasium gives
 * today on a new MuJoCo. With the same actions an Ant is 0.3 elsewhere after five steps.
 */
export type ContactMargins = "published" | "3.9";

/**
 * The margin that each geom must have so that the contacts of an engine are those of a convention. All geoms have the same one.
 */
export function geomMargin(published: number, convention: ContactMargins, { marginRule }: PhysicsEngine): number {
  const contactMargin = convention === "published" ? published : 2 * published;
  return marginRule === "larger" ? contactMargin : contactMargin / 2;
}
