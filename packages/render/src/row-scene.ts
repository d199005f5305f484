import type { Point2, Scene, SceneMark, Tone } from "@worldwise/protocol";

/** States in a row. */
export interface StateRow {
  /** From left to right; −1 for a gap. */
  readonly states: ArrayLike<number>;
  /** Letters, by place: S start, G goal, H hole, C cliff. */
  readonly marks?: Readonly<Record<number, string>>;
}

/** Longer rows are drawn as a line with ticks. */
const mostCircles = 40;
/** Length of such a line, in the units in which circles are one apart. */
const lineLength = 24;

/**
 * Pictures of a chain of states: one function from states to scenes, which share what does not move.
 *
 * Up to 40 states are circles one unit apart, joined by a line, green for goals and red for holes and cliffs; the agent is a disk inside
 * its circle. More states are a line with a tick at each tenth of it. A state that the row does not have leaves the agent out.
 */
export function rowScene({ states, marks = {} }: StateRow): (state: number) => Scene {
  const row = Array.from(states);
  return row.length > mostCircles ? lineScene(row, marks) : circleScene(row, marks);
}

const toneOf = (letter: string | undefined): Tone | undefined =>
  (letter === "G" ? "goal" : letter === "H" || letter === "C" ? "danger" : undefined);

function circleScene(row: readonly number[], marks: Readonly<Record<number, string>>): (state: number) => Scene {
  const places = [...row.keys()].filter((place) => row[place]! >= 0);
  const circles = places.flatMap((place): readonly SceneMark[] => [
    { kind: "circle", center: [place, 0], radius: 0.4, tone: toneOf(marks[place]) ?? "faint" },
    { kind: "circle", center: [place, 0], radius: 0.33, tone: "ground" },
  ]);
  const base: readonly SceneMark[] = [
    { kind: "line", points: [[0, 0], [row.length - 1, 0]], tone: "faint", width: 0.06 }, ...circles,
  ];
  const view = { left: -0.7, right: row.length - 0.3, bottom: -0.7, top: 0.7 };
  return (state) => ({ ...view, marks: [...base, ...agentAt(row.indexOf(state), (place) => [place, 0], 0.24)] });
}

function lineScene(row: readonly number[], marks: Readonly<Record<number, string>>): (state: number) => Scene {
  const at = (place: number): number => (place / (row.length - 1)) * lineLength;
  const ticks = Array.from({ length: 11 }, (_, k): SceneMark => {
    const x = (k * lineLength) / 10;
    return { kind: "line", points: [[x, -0.25], [x, 0.25]], tone: "faint", width: 0.06 };
  });
  const flags = Object.entries(marks).flatMap(([place, letter]): readonly SceneMark[] => {
    const tone = toneOf(letter);
    return tone ? [{ kind: "circle", center: [at(Number(place)), 0], radius: 0.3, tone }] : [];
  });
  const base: readonly SceneMark[] = [
    { kind: "line", points: [[0, 0], [lineLength, 0]], tone: "faint", width: 0.12 }, ...ticks, ...flags,
  ];
  const view = { left: -0.7, right: lineLength + 0.7, bottom: -1, top: 1 };
  return (state) => ({ ...view, marks: [...base, ...agentAt(row.indexOf(state), (place) => [at(place), 0], 0.4)] });
}

const agentAt = (place: number, at: (place: number) => Point2, radius: number): readonly SceneMark[] =>
  (place < 0 ? [] : [{ kind: "circle", center: at(place), radius, tone: "agent" }]);
