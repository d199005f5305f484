import type { Scene, SceneMark } from "@worldwise/protocol";
import { rectangle } from "@worldwise/render";
import { clip } from "./real-line.ts";

/** Length of the gauge, in the units in which it is one high. */
const length = 10;

/**
 * Pictures of a machine's wear: a gauge that fills, red beyond the wear at which the best policy replaces, and full at twice that.
 */
export function replacementScene(threshold: number): (wear: number) => Scene {
  const middle = length / 2;
  const base: SceneMark = { kind: "polygon", points: rectangle(0, 0, length, 1), tone: "ground" };
  const limit: readonly SceneMark[] = [
    { kind: "line", points: [[middle, -0.15], [middle, 1.15]], tone: "goal", width: 0.1 },
    { kind: "text", at: [middle, 1.55], text: "replace from here", tone: "text" },
  ];
  return (wear) => {
    const filled = clip((wear / threshold) * middle, 0, length);
    const fill = { kind: "polygon", points: rectangle(0, 0, filled, 1), tone: wear < threshold ? "accent" : "danger" } as const;
    return { left: -0.3, right: length + 0.3, bottom: -0.5, top: 2, marks: [base, fill, ...limit] };
  };
}
