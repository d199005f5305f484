import type { Scene, SceneMark } from "@worldwise/protocol";
import { rectangle } from "@worldwise/render";
import type { ShooterRules } from "./shooter-rules.ts";
import { drawShooter } from "./shooter-rules.ts";

/** The picture of a state: a pixel is one unit, the first at the top left. Targets, bullets and the ship in tones of their own. */
export function shooterScene(rules: ShooterRules, state: Uint8Array): Scene {
  const { rows, columns, firstBullet } = rules;
  const bits = new Uint8Array(rows * columns);
  drawShooter(rules, state, bits);
  const marks: SceneMark[] = [{ kind: "polygon", points: rectangle(0, 0, columns, rows), tone: "ground" }];
  bits.forEach((bit, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    if (bit === 0) return;
    const tone = row === rows - 1 ? "agent" : state[firstBullet + row] === column + 1 ? "body" : "goal";
    marks.push({ kind: "polygon", points: rectangle(column, rows - 1 - row, column + 1, rows - row), tone });
  });
  return { left: -0.1, right: columns + 0.1, bottom: -0.1, top: rows + 0.1, marks };
}
