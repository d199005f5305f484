import type { Point2, Scene, SceneMark } from "@worldwise/protocol";
import { graph, placed, rectangle } from "@worldwise/render";

/** A hill, and what stands on it. */
export interface HillStage {
  height(position: number): number;
  slope(position: number): number;
  /** The visible part of the plane. */
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
  /** Where the flag stands. */
  readonly goal: number;
  /** Where the car stops or is lost on the left. */
  readonly wall: { readonly position: number; readonly tone: "body" | "danger" };
  /** Speed that is too fast: below the hill there is a bar for it. */
  readonly speedLimit?: number;
}

/** The car on level ground, its wheels at the origin; it is about a fifteenth of a hill long. */
const chassis = rectangle(-0.075, 0.022, 0.075, 0.055);
const cabin: readonly Point2[] = [[-0.045, 0.055], [0.035, 0.055], [0.018, 0.088], [-0.035, 0.088]];
const wheelPlaces: readonly Point2[] = [[-0.045, 0.022], [0.045, 0.022]];

/** Pictures of a car on a hill: one function from position and speed to scenes. */
export function hillScene(stage: HillStage): (position: number, speed: number) => Scene {
  const { left, right, bottom, top, speedLimit } = stage;
  const view = { left, right, bottom, top };
  const landscape = landscapeMarks(stage);
  return (position, speed) => ({
    ...view,
    marks: [...landscape, ...carMarks(stage, position), ...(speedLimit === undefined ? [] : speedMarks(stage, speed, speedLimit))],
  });
}

function landscapeMarks({ height, left, right, bottom, goal, wall }: HillStage): readonly SceneMark[] {
  const curve = graph(height, left - 0.1, right + 0.1);
  const [foot, size] = [height(goal), 0.2];
  const flag: readonly Point2[] = [[goal, foot + size], [goal, foot + 0.6 * size], [goal - 0.5 * size, foot + 0.8 * size]];
  const stop = height(wall.position);
  return [
    { kind: "polygon", points: [...curve, [right + 0.1, bottom - 0.1], [left - 0.1, bottom - 0.1]], tone: "ground" },
    { kind: "line", points: curve, tone: "body", width: 0.008 },
    { kind: "line", points: [[wall.position, stop], [wall.position, stop + 0.12]], tone: wall.tone, width: 0.014 },
    { kind: "line", points: [[goal, foot], [goal, foot + size]], tone: "body", width: 0.01 },
    { kind: "polygon", points: flag, tone: "goal" },
  ];
}

function carMarks({ height, slope }: HillStage, position: number): readonly SceneMark[] {
  const [at, angle]: [Point2, number] = [[position, height(position)], Math.atan(slope(position))];
  const wheels = placed(wheelPlaces, at, angle);
  return [
    { kind: "polygon", points: placed(cabin, at, angle), tone: "agent" },
    { kind: "polygon", points: placed(chassis, at, angle), tone: "agent" },
    ...wheels.map((center): SceneMark => ({ kind: "circle", center, radius: 0.022, tone: "body" })),
  ];
}

/** From the middle to the right where the car moves right, as long as the speed; red where it is too fast. */
function speedMarks({ left, right, bottom }: HillStage, speed: number, limit: number): readonly SceneMark[] {
  const [middle, y, full] = [(left + right) / 2, bottom + 0.1, (right - left) / 4];
  const isTooFast = Math.abs(speed) > limit;
  const end = middle + full * Math.min(Math.max(speed / limit, -1.2), 1.2);
  const tick = (x: number): SceneMark => ({ kind: "line", points: [[x, y - 0.035], [x, y + 0.035]], tone: "danger", width: 0.012 });
  return [
    { kind: "line", points: [[middle - full, y], [middle + full, y]], tone: "faint", width: 0.012 },
    tick(middle - full), tick(middle + full),
    { kind: "line", points: [[middle, y], [end, y]], tone: isTooFast ? "danger" : "accent", width: 0.04 },
  ];
}
