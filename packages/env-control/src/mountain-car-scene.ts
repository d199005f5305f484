import type { Scene } from "@worldwise/protocol";
import { hillScene } from "./hill-scene.ts";

/** Pictures of the mountain car on its hill, h(p) = 0.45 sin(3p) + 0.55, whose slope is that of the equations but for a factor. */
export const mountainCarScene = (goal: number): (position: number, velocity: number) => Scene => hillScene({
  height: (position) => 0.45 * Math.sin(3 * position) + 0.55, slope: (position) => 1.35 * Math.cos(3 * position),
  left: -1.27, right: 0.67, bottom: -0.02, top: 1.3, goal, wall: { position: -1.2, tone: "body" },
});
