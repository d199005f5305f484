import type { Box } from "@worldwise/protocol";
import { boxOnly, checkInteger } from "./check-options.ts";
import { packageName } from "./package-name.ts";
import { wrap } from "./wrap.ts";
import type { ActionOf, World, Wrapped } from "./world.ts";

/** Options of `frameStack`. */
export interface FrameStackOptions {
  /** How many observations are shown at once, at least 1; by default 4. */
  readonly frames?: number;
}

/**
 * The same world that shows its last observations at once, the oldest first.
 *
 *   observation_t = (x_(t−frames+1), …, x_t),   x_k = x_0 for k \< 0
 *
 * The shape gets `frames` in front, `[frames, …shape]`; the element type stays. The frames are a part of the state. Forwards
 * discount, `maxEpisodeSteps`, `legalActions`, `encode` and `scene`; drops `grid` and `mdp`. Throws `wrong-space` on finitely
 * many observations (`flatten` first) and `bad-options` unless `frames` is a whole number of at least 1.
 */
export function frameStack<W extends World>(world: W, { frames = 4 }: FrameStackOptions = {}): Wrapped<W, Box, ActionOf<W>> {
  checkInteger("frames", frames, 1);
  const frame = boxOnly("observation", world.observation, "wrap it in `flatten` first");
  const { size: frameSize } = frame;
  const repeated = (bounds: readonly number[]): number[] => Array.from({ length: frames }, () => bounds).flat();
  const [size, low, high] = [frames * frameSize, repeated(frame.low), repeated(frame.high)];
  return wrap<W, Box>(world, {
    name: "frameStack", package: packageName, looks: true,
    observation: { kind: "box", dtype: frame.dtype, size, shape: [frames, ...frame.shape], low, high },
    memory: { kind: "box", dtype: "float64", size, shape: [size], low, high },
    start({ seen, memory }) {
      for (let k = 0; k < frames; k++) memory.set(seen, k * frameSize);
    },
    after({ seen, memory }) {
      memory.copyWithin(0, frameSize);
      memory.set(seen, size - frameSize);
    },
    observe: (_seen, memory, outObservation) => outObservation.set(memory),
    reveal(observation, outSeen) {
      for (let i = 0; i < frameSize; i++) outSeen[i] = observation[size - frameSize + i]!;
    },
    recall: (observation, outMemory) => outMemory.set(observation),
  });
}
