import type { Point2, Scene, SceneMark, Tone } from "@worldwise/protocol";
import type { Geom, PhysicsArrays } from "./engine.ts";
import type { View } from "./mujoco-task.ts";

/** A camera that looks at a point: x and one other coordinate of the world become those of the plane. */
interface Camera {
  readonly across: 1 | 2;
  readonly center: Point2;
}

/** The geoms as they lie now, seen from the side or from above: capsules are lines with round ends. Needs `kinematics`. */
export function bodyScene(view: View, geoms: readonly Geom[], physics: PhysicsArrays): Scene {
  const camera = cameraOf(view, physics);
  const marks = geoms.flatMap((geom, i) => geomMarks(geom, i, toneOf(view, geom, i), camera, physics));
  return {
    left: -view.halfWidth, right: view.halfWidth, bottom: view.bottom, top: view.top,
    marks: [...surroundings(view, camera), ...marks],
  };
}

function cameraOf({ from, follow }: View, { bodyPosition }: PhysicsArrays): Camera {
  const at = 3 * (follow ?? 0);
  const x = bodyPosition[at]!;
  return from === "side" ? { across: 2, center: [x, 0] } : { across: 1, center: [x, bodyPosition[at + 1]!] };
}

const toneOf = ({ tones }: View, { body }: Geom, index: number): Tone => tones?.[index] ?? (body === 0 ? "ground" : "body");

function geomMarks(geom: Geom, i: number, tone: Tone, camera: Camera, physics: PhysicsArrays): readonly SceneMark[] {
  const { shape, radius } = geom;
  const center = project(camera, physics.geomPosition, 3 * i);
  if (shape === "sphere" || shape === "cylinder") return [{ kind: "circle", center, radius, tone }];
  if (shape !== "capsule") return [];
  const [low, high] = endsOf(geom, i, center, camera, physics);
  return [
    { kind: "line", points: [low, high], tone, width: 2 * radius },
    { kind: "circle", center: low, radius, tone }, { kind: "circle", center: high, radius, tone },
  ];
}

/** A capsule lies along the third column of its rotation. */
function endsOf(
  { halfLength }: Geom, i: number, [x, y]: Point2, { across }: Camera, { geomRotation }: PhysicsArrays,
): readonly [Point2, Point2] {
  const along = halfLength * geomRotation[9 * i + 2]!;
  const up = halfLength * geomRotation[9 * i + 3 * across + 2]!;
  return [[x - along, y - up], [x + along, y + up]];
}

const project = ({ across, center }: Camera, positions: Float64Array, at: number): Point2 =>
  [positions[at]! - center[0], positions[at + across]! - center[1]];

/** The ground with a stroke at every meter where the camera follows, so that one sees it pass. */
function surroundings(view: View, { center }: Camera): readonly SceneMark[] {
  const { from, follow, halfWidth, bottom, top, marks = [] } = view;
  if (follow === undefined) return marks;
  if (from === "top") return [...strokes(halfWidth, center[0], bottom, top), ...marks];
  const ground: SceneMark = { kind: "line", points: [[-halfWidth, 0], [halfWidth, 0]], tone: "ground" };
  return [ground, ...strokes(halfWidth, center[0], bottom, 0), ...marks];
}

function strokes(halfWidth: number, x: number, bottom: number, top: number): readonly SceneMark[] {
  const first = Math.ceil(x - halfWidth);
  const count = Math.floor(x + halfWidth) - first + 1;
  return Array.from({ length: count }, (_, meter) => {
    const at = first + meter - x;
    return { kind: "line", points: [[at, bottom], [at, top]], tone: "faint" } as const;
  });
}
