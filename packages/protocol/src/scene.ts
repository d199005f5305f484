/** A point of the drawing plane, in the world's own units; y points up. */
export type Point2 = readonly [x: number, y: number];

/** What a mark stands for. Renderers choose the colors: in light, in dark, in print. */
export type Tone = "ground" | "body" | "joint" | "agent" | "goal" | "danger" | "accent" | "faint" | "text";

/** One stroke, area or word of a scene. Later marks lie on earlier ones. */
export type SceneMark =
  | { readonly kind: "line"; readonly points: readonly Point2[]; readonly tone: Tone; readonly width?: number }
  | { readonly kind: "polygon"; readonly points: readonly Point2[]; readonly tone: Tone }
  | { readonly kind: "circle"; readonly center: Point2; readonly radius: number; readonly tone: Tone }
  | { readonly kind: "text"; readonly at: Point2; readonly text: string; readonly tone: Tone };

/**
 * What one state looks like: a small description that renderers turn into pictures.
 *
 * A scene is data and a pure function of the state; it never changes the world, and any number of viewers may look. Widths of lines and
 * radii are in the units of the plane.
 */
export interface Scene {
  /** The visible part of the plane, the same for all states of a world so that pictures do not jump. */
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
  readonly marks: readonly SceneMark[];
}
