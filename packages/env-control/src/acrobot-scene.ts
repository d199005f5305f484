import type { Point2, Scene, SceneMark } from "@worldwise/protocol";

const view = { left: -2.3, right: 2.3, bottom: -2.3, top: 2.3 };
const goal: SceneMark = { kind: "line", points: [[-2.3, 1], [2.3, 1]], tone: "goal", width: 0.04 };

/** Two links that hang from the middle, and the height to which the tip must come. Angles as Acrobot's. */
export function acrobotScene(firstAngle: number, secondAngle: number): Scene {
  const elbow: Point2 = [Math.sin(firstAngle), -Math.cos(firstAngle)];
  const both = firstAngle + secondAngle;
  const tip: Point2 = [elbow[0] + Math.sin(both), elbow[1] - Math.cos(both)];
  const joint = (center: Point2): SceneMark => ({ kind: "circle", center, radius: 0.09, tone: "joint" });
  return {
    ...view,
    marks: [
      goal,
      { kind: "line", points: [[0, 0], elbow], tone: "body", width: 0.18 },
      { kind: "line", points: [elbow, tip], tone: "agent", width: 0.18 },
      joint([0, 0]), joint(elbow),
    ],
  };
}
