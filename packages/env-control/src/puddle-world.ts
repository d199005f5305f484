import type { Box, Discrete, Scene, SceneMark } from "@worldwise/protocol";
import { box, discrete } from "@worldwise/protocol";
import { rectangle } from "@worldwise/render";
import type { BatchTask } from "@worldwise/protocol";
import { batchTask } from "@worldwise/protocol";
import { checkAtLeast, checkDiscount } from "./check-options.ts";
import type { ControlWorld } from "./control-world.ts";
import { controlWorld } from "./control-world.ts";
import { packageName } from "./package-name.ts";
import { clip } from "./real-line.ts";

/** Options of the puddle world. */
export interface PuddleWorldOptions {
  /** Standard deviation of the noise in each coordinate, by default 0.01. */
  readonly noise?: number;
  /** Where puddles overlap: `sum` of the depths, the default, or the `deepest` alone. */
  readonly depth?: "sum" | "deepest";
  /** γ in [0, 1], by default 1: episodes end. */
  readonly discount?: number;
}

type Segment = readonly [fromX: number, fromY: number, toX: number, toY: number];

const lying: Segment = [0.1, 0.75, 0.45, 0.75];
const standing: Segment = [0.45, 0.4, 0.45, 0.8];
const puddleRadius = 0.1;
const stride = 0.05;
/** Up, down, right, left. */
const moves = [[0, stride], [0, -stride], [stride, 0], [-stride, 0]] as const;
const isGoal = (x: number, y: number): boolean => x + y >= 1.9;

/** How deep a place lies in a puddle: 0.1 on its middle line, 0 outside. */
function depthIn([fromX, fromY, toX, toY]: Segment, x: number, y: number): number {
  const [alongX, alongY] = [toX - fromX, toY - fromY];
  const along = clip(((x - fromX) * alongX + (y - fromY) * alongY) / (alongX ** 2 + alongY ** 2), 0, 1);
  const [awayX, awayY] = [x - fromX - along * alongX, y - fromY - along * alongY];
  return Math.max(puddleRadius - Math.sqrt(awayX * awayX + awayY * awayY), 0);
}

const puddle = ([fromX, fromY, toX, toY]: Segment): SceneMark =>
  ({ kind: "line", points: [[fromX, fromY], [toX, toY]], tone: "danger", width: 2 * puddleRadius });
const square: readonly SceneMark[] = [
  { kind: "polygon", points: rectangle(0, 0, 1, 1), tone: "ground" }, puddle(lying), puddle(standing),
  { kind: "polygon", points: [[1, 0.9], [1, 1], [0.9, 1]], tone: "goal" },
];
const puddleScene = (x: number, y: number): Scene => ({
  left: -0.03, right: 1.03, bottom: -0.03, top: 1.03,
  marks: [...square, { kind: "circle", center: [x, y], radius: 0.022, tone: "agent" }],
});

type Reward = (x: number, y: number) => number;
const rewards: Readonly<Record<"sum" | "deepest", Reward>> = {
  sum: (x, y) => -1 - 400 * (depthIn(lying, x, y) + depthIn(standing, x, y)),
  deepest: (x, y) => -1 - 400 * Math.max(depthIn(lying, x, y), depthIn(standing, x, y)),
};

const taskOf = (reward: Reward): BatchTask => batchTask({
  stateSize: 2, actionSize: 1,
  reward: (_state, s, _action, _a, next) => reward(next[s]!, next[s + 1]!),
  terminated: (next, s) => isGoal(next[s]!, next[s + 1]!),
});

/**
 * Puddle world: through the unit square to the upper right corner, around two puddles.
 *
 *   s' = clip(s + 0.05 · direction + noise · (ε1, ε2), 0, 1),   r = −1 − 400 · depth(s')
 *
 * Depth in a puddle: 0.1 − distance to its middle line, where that is positive; the lines go from (0.1, 0.75) to (0.45, 0.75)
 * and from (0.45, 0.4) to (0.45, 0.8). Actions: 0 up, 1 down, 2 right, 3 left. Ends where x' + y' ≥ 1.9. Start: uniform over the
 * rest of the square. A step draws two normal numbers. Customary limit: 1000 steps.
 *
 * Source: Sutton (1996), Generalization in Reinforcement Learning. Known through RLPy, which differs: one noise for both
 * coordinates, the deepest puddle alone, x' + y' \> 1.9, and reward 0 on the goal. That the reward is of the next state is ours.
 * Throws `bad-options` on a discount outside [0, 1] or negative noise.
 */
export function puddleWorld(options: PuddleWorldOptions = {}): ControlWorld<Discrete, Box<"float64">> {
  const { noise = 0.01, depth = "sum", discount = 1 } = options;
  checkDiscount(discount);
  checkAtLeast("noise", noise, 0);
  const reward = rewards[depth];
  const places = box("float64", [0, 0], [1, 1]);
  return controlWorld({
    name: "puddleWorld", package: packageName, discount, maxEpisodeSteps: 1000,
    state: places, observation: places, action: discrete(4), task: taskOf(reward),
    start(random, { state }) {
      do {
        state[0] = random.uniform();
        state[1] = random.uniform();
      } while (isGoal(state[0], state[1]));
    },
    step([x, y], action, random, out) {
      const [right, up] = moves[action]!;
      out.state[0] = clip(x + right + noise * random.normal(), 0, 1);
      out.state[1] = clip(y + up + noise * random.normal(), 0, 1);
      out.reward = reward(out.state[0], out.state[1]);
      out.terminated = isGoal(out.state[0], out.state[1]);
    },
    scene: ([x, y]) => puddleScene(x, y),
  });
}
