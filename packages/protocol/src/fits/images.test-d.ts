/** Boxes have shapes: an image is 64 × 64 × 3 bytes, one lane after the other. */
import type { AgentRecipe, Box, Dataset, Discrete, Lanes, ModelLearner, Planner, Problem, StateTree } from "../index.ts";
import { allocate, boxOfShape, discrete } from "../index.ts";
import { dyna } from "./support/compositions.test-d.ts";

type Image = Box<"uint8">;
const problem: Problem<Image, Discrete> =
  { observation: boxOfShape("uint8", [64, 64, 3], 0, 255), action: discrete(6), discount: 0.99 };

export const bytes: Uint8Array = allocate(problem.observation, 32);
// @ts-expect-error images are bytes, not floats
export const floats: Float32Array = allocate(problem.observation, 32);

/** One pixel of one lane. */
export const pixel = (images: Lanes<Image>, lane: number, row: number, column: number, channel: number): number => {
  const [, columns = 1, channels = 1] = problem.observation.shape;
  return images[lane * problem.observation.size + (row * columns + column) * channels + channel]!;
};

declare const convolutional: ModelLearner<Image, Discrete, StateTree, never, "dynamics">;
declare const pixelSearch: Planner<Image, Discrete, StateTree, "dynamics", never>;
declare const vectorSearch: Planner<Box<"float32">, Discrete, StateTree, "dynamics", never>;
declare const anyBoxSearch: Planner<Box, Discrete, StateTree, "dynamics", never>;

export const agents: readonly AgentRecipe<Image, Discrete>[] = [
  dyna({ problem, learner: convolutional, planner: pixelSearch }),
  dyna({ problem, learner: convolutional, planner: anyBoxSearch }),
];
// @ts-expect-error a planner of float32 vectors does not read bytes
dyna({ problem, learner: convolutional, planner: vectorSearch });

export const brightness = (data: Dataset<Image, Discrete>, out: Parameters<typeof data.gather>[1]): number => {
  data.gather(new Int32Array(1), out);
  return out.observation.reduce((total, byte) => total + byte, 0);
};
