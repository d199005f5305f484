import type { Point2, Scene, SceneMark } from "@worldwise/protocol";
import { arc, placed } from "@worldwise/render";

const view = { left: -1.3, right: 1.3, bottom: -1.3, top: 1.3 };
const target: readonly SceneMark[] = [
  { kind: "line", points: arc([0, 0], 1, 0, 2 * Math.PI), tone: "faint", width: 0.015 },
  { kind: "circle", center: [0, 1], radius: 0.14, tone: "goal" },
];
/** How far the arrow goes round for each rad/s. */
const arrowPerSpeed = 0.15;
const [arrowRadius, slowest] = [0.45, 0.3];
/** Points to the right, its middle at the origin. */
const head: readonly Point2[] = [[0.09, 0], [-0.06, 0.075], [-0.06, -0.075]];

/**
 * A pendulum, counterclockwise from upright as Gymnasium draws it, and an arrow for the way it turns: the torque is no part of
 * the state, what it has brought about is.
 */
export function pendulumScene(angle: number, angularVelocity: number): Scene {
  const direction = angle + Math.PI / 2;
  const tip: Point2 = [Math.cos(direction), Math.sin(direction)];
  return {
    ...view,
    marks: [
      ...target,
      { kind: "line", points: [[0, 0], tip], tone: "agent", width: 0.15 },
      { kind: "circle", center: [0, 0], radius: 0.06, tone: "joint" },
      ...arrowMarks(direction, angularVelocity),
    ],
  };
}

function arrowMarks(direction: number, angularVelocity: number): readonly SceneMark[] {
  if (Math.abs(angularVelocity) < slowest) return [];
  const end = direction + arrowPerSpeed * angularVelocity;
  const at: Point2 = [arrowRadius * Math.cos(end), arrowRadius * Math.sin(end)];
  return [
    { kind: "line", points: arc([0, 0], arrowRadius, direction, end), tone: "accent", width: 0.04 },
    { kind: "polygon", points: placed(head, at, end + Math.sign(angularVelocity) * Math.PI / 2), tone: "accent" },
  ];
}
