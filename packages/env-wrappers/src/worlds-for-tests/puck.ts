import type { Box, Component, Dynamics } from "@worldwise/protocol";
import { box, laneCursor, mark } from "@worldwise/protocol";

/** A puck on ice: state (position, velocity) in doubles, observation (2 · position, velocity) in float32, two pushes. Falls off at ±3. */
export interface Puck extends Dynamics<Box<"float32">, Box<"float32">, Box<"float64">>, Component<"dynamics", never, "dynamics"> {}

export function puck({ noise = 0.1 }: { readonly noise?: number } = {}): Puck {
  const state = box("float64", [-4, -2], [4, 2]);
  const observation = box("float32", [-8, -2], [8, 2]);
  const action = box("float32", [-1, -0.5], [1, 0.5]);
  const cursor = laneCursor(state);
  const clip = (x: number, limit: number): number => Math.min(Math.max(x, -limit), limit);
  return mark("dynamics", { name: "puck", spaces: { observation, action }, needs: [], provides: ["dynamics"] }, {
    observation, action, state, discount: 0.95, maxEpisodeSteps: 50,
    start(random, outState) {
      for (let b = 0; b < random.lanes; b++) cursor.write([random.lane(b).uniform() - 0.5, 0], outState, b);
    },
    step(from, chosen, random, out) {
      for (let b = 0; b < out.reward.length; b++) {
        const [position, velocity] = cursor.read(from, b);
        const faster = clip(velocity + 0.3 * chosen[2 * b]! + chosen[2 * b + 1]! + noise * random.lane(b).normal(), 2);
        const moved = clip(position + 0.5 * faster, 4);
        cursor.write([moved, faster], out.state, b);
        out.reward[b] = -Math.abs(position);
        out.terminated[b] = Number(Math.abs(moved) > 3);
      }
    },
    observe(from, outObservation) {
      for (let i = 0; i < from.length; i++) outObservation[i] = i % 2 === 0 ? 2 * from[i]! : from[i]!;
    },
    encode(seen, outState) {
      for (let i = 0; i < seen.length; i++) outState[i] = i % 2 === 0 ? seen[i]! / 2 : seen[i]!;
    },
    scene: (from, lane) => ({ left: -4, right: 4, bottom: 0, top: 1, marks: [{ kind: "circle", center: [from[2 * lane]!, 0.5], radius: 0.1, tone: "agent" }] }),
  } satisfies Dynamics<Box<"float32">, Box<"float32">, Box<"float64">>);
}
