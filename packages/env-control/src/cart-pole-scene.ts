import type { Point2, Scene, SceneMark } from "@worldwise/protocol";
import { arc, placed, rectangle } from "@worldwise/render";

/** What stays where it is while a cart moves. */
export interface CartPoleStage {
  /** Distance from the middle at which the track ends, in m. */
  readonly limit: number;
  /** Visible heights below and above the joint, in m. */
  readonly bottom: number;
  readonly top: number;
  /** How far the pole may lean, in rad: two faint lines on the cart. */
  readonly leaningLimit?: number;
  /** Where it pays: within this distance from the middle, in m, and this angle from upright, in rad. */
  readonly target?: { readonly reach: number; readonly angle: number };
}

const poleLength = 1;
const cart = rectangle(-0.3, -0.15, 0.3, 0.15);
const wheels = [-0.17, 0.17];
const [axle, wheelRadius] = [-0.15, 0.08];
const floor = axle - wheelRadius;
const railHeight = 0.07;

/** Pictures of a cart and its pole: one function from position and angle, clockwise from upright, to scenes. */
export function cartPoleScene(stage: CartPoleStage): (position: number, angle: number) => Scene {
  const { limit, bottom, top, target, leaningLimit } = stage;
  const view = { left: -limit - 0.5, right: limit + 0.5, bottom, top };
  const track = trackMarks(stage);
  return (position, angle) => {
    const tip = tipOf(position, angle, poleLength);
    const marks: SceneMark[] = [...track];
    if (leaningLimit !== undefined) marks.push(leaningMark(position, -leaningLimit), leaningMark(position, leaningLimit));
    if (target) marks.push(targetMark(position, target.angle));
    marks.push(
      ...wheels.map((at): SceneMark => ({ kind: "circle", center: [position + at, axle], radius: wheelRadius, tone: "body" })),
      { kind: "polygon", points: placed(cart, [position, 0]), tone: "body" },
      { kind: "line", points: [[position, 0], tip], tone: "agent", width: 0.1 },
      { kind: "circle", center: [position, 0], radius: 0.07, tone: "joint" },
    );
    return { ...view, marks };
  };
}

const tipOf = (position: number, angle: number, length: number): Point2 =>
  [position + length * Math.sin(angle), length * Math.cos(angle)];

function trackMarks({ limit, target }: CartPoleStage): readonly SceneMark[] {
  const end = (x: number): SceneMark => ({ kind: "line", points: [[x, floor], [x, floor + 0.45]], tone: "danger", width: 0.06 });
  const reach = Math.min(target?.reach ?? 0, limit);
  return [
    { kind: "polygon", points: rectangle(-limit, floor - railHeight, limit, floor), tone: "faint" },
    ...(target ? [{ kind: "polygon", points: rectangle(-reach, floor - railHeight, reach, floor), tone: "goal" } as const] : []),
    end(-limit), end(limit),
  ];
}

const leaningMark = (position: number, angle: number): SceneMark =>
  ({ kind: "line", points: [[position, 0], tipOf(position, angle, poleLength + 0.15)], tone: "faint", width: 0.02 });

const targetMark = (position: number, angle: number): SceneMark => ({
  kind: "line", points: arc([position, 0], poleLength + 0.1, Math.PI / 2 - angle, Math.PI / 2 + angle), tone: "goal", width: 0.04,
});
