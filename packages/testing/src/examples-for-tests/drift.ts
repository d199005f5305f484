import type { Box, Component, Dynamics } from "@worldwise/protocol";
import { box, defineDynamics } from "@worldwise/protocol";

type Position = Box<"float64", readonly [number, number]>;
type Push = Box<"float32", readonly [number]>;

/** A noisy point that is pushed along a line: position and velocity, force in [−1, 1]. It ends at the edge. */
export const drift = (): Dynamics<Position, Push, Position> & Component<"dynamics", never, "dynamics"> => defineDynamics({
  name: "drift", state: box("float64", [-2, -1], [2, 1]), action: box("float32", [-1], [1]), discount: 0.95, maxEpisodeSteps: 30,
  start(random, out) {
    out.state[0] = random.uniform() - 0.5;
    out.state[1] = 0;
  },
  step([position, velocity], [force], random, out) {
    const faster = Math.min(Math.max(0.9 * velocity + 0.2 * force + 0.05 * random.normal(), -1), 1);
    out.state[0] = Math.min(Math.max(position + faster, -2), 2);
    out.state[1] = faster;
    out.reward = -Math.abs(position);
    out.terminated = Math.abs(out.state[0]) === 2;
  },
});
