import type { Scene, SceneMark } from "@worldwise/protocol";
import { clip } from "./real-line.ts";

/** Visible distance from zero, in spreads of the first states. */
const visibleSpreads = 3;
/** The same in the units in which dimensions are one apart. */
const halfHeight = 1.5;

/**
 * Pictures of vectors: each dimension is a point over or under its zero, red at the edge where it lies beyond.
 *
 * The thin lines are the spread of the first states.
 *
 * @param spread - 0 counts as 1
 */
export function linearScene(stateSize: number, spread: number): (state: ArrayLike<number>) => Scene {
  const unit = halfHeight / visibleSpreads;
  const [left, right] = [-1.1, stateSize + 0.1];
  const level = (y: number, width: number): SceneMark => ({ kind: "line", points: [[left, y], [right, y]], tone: "faint", width });
  const base = [level(0, 0.04), level(unit, 0.012), level(-unit, 0.012)];
  return (state) => ({
    left, right, bottom: -halfHeight - 0.25, top: halfHeight + 0.25,
    marks: [...base, ...Array.from({ length: stateSize }, (_, i) => pointMarks(i, (state[i]! / (spread || 1)) * unit)).flat()],
  });
}

function pointMarks(dimension: number, height: number): readonly SceneMark[] {
  const y = clip(height, -halfHeight, halfHeight);
  return [
    { kind: "line", points: [[dimension, 0], [dimension, y]], tone: "body", width: 0.05 },
    { kind: "circle", center: [dimension, y], radius: 0.13, tone: y === height ? "agent" : "danger" },
  ];
}
