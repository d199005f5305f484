import type { Point2, Scene, SceneMark } from "@worldwise/protocol";
import { rectangle } from "@worldwise/render";
import type { Move } from "./grid-map.ts";
import type { TaxiState } from "./taxi.ts";

/** The town. */
export interface Town {
  readonly landmarks: readonly Move[];
  /** By row: the columns that a wall stands behind. */
  readonly wallsEastOf: readonly (readonly number[])[];
  /** Where a passenger is who is in the taxi. */
  readonly inTaxi: number;
}

const size = 5;
const letters = "RGYB";

/**
 * Pictures of Taxi: one function from states to scenes. The destination is a green landmark, the passenger a yellow disk, in the
 * taxi or beside a landmark's letter.
 */
export function taxiScene(town: Town): (state: TaxiState) => Scene {
  const streets = townMarks(town);
  return ({ row, column, passenger, destination }) => ({
    left: -0.1, right: size + 0.1, bottom: -0.1, top: size + 0.1,
    marks: [
      ...streets, goalMark(town.landmarks[destination]!), ...landmarkLetters(town), taxiMark([row, column]),
      passenger === town.inTaxi ? passengerMark([row, column], 0) : passengerMark(town.landmarks[passenger]!, 0.3),
    ],
  });
}

const centerOf = ([row, column]: Move): Point2 => [column + 0.5, size - row - 0.5];

function townMarks({ wallsEastOf }: Town): readonly SceneMark[] {
  const line = (from: Point2, to: Point2, tone: "faint" | "body", width: number): SceneMark =>
    ({ kind: "line", points: [from, to], tone, width });
  const streets = Array.from({ length: size - 1 }, (_, k) => k + 1).flatMap((k) => [
    line([k, 0], [k, size], "faint", 0.02), line([0, k], [size, k], "faint", 0.02),
  ]);
  const walls = wallsEastOf.flatMap((columns, row) =>
    columns.map((column) => line([column + 1, size - row], [column + 1, size - row - 1], "body", 0.1)));
  const border: readonly Point2[] = [...rectangle(0, 0, size, size), [0, 0]];
  return [
    { kind: "polygon", points: rectangle(0, 0, size, size), tone: "ground" }, ...streets,
    { kind: "line", points: border, tone: "body", width: 0.1 }, ...walls,
  ];
}

function goalMark(at: Move): SceneMark {
  const [x, y] = centerOf(at);
  return { kind: "polygon", points: rectangle(x - 0.38, y - 0.38, x + 0.38, y + 0.38), tone: "goal" };
}

const landmarkLetters = ({ landmarks }: Town): readonly SceneMark[] =>
  landmarks.map((at, k): SceneMark => ({ kind: "text", at: centerOf(at), text: letters.charAt(k), tone: "text" }));

function taxiMark(at: Move): SceneMark {
  const [x, y] = centerOf(at);
  return { kind: "polygon", points: rectangle(x - 0.3, y - 0.2, x + 0.3, y + 0.2), tone: "agent" };
}

function passengerMark(at: Move, aside: number): SceneMark {
  const [x, y] = centerOf(at);
  return { kind: "circle", center: [x + aside, y + aside], radius: 0.13, tone: "joint" };
}
