import type { Box } from "@worldwise/protocol";
import { boxOfShape } from "@worldwise/protocol";
import { boxOnly } from "./check-options.ts";
import type { DistractorOptions } from "./distractor-process.ts";
import { distractorProcess } from "./distractor-process.ts";
import { packageName } from "./package-name.ts";
import type { RealBox } from "./real-box.ts";
import { realBox } from "./real-box.ts";
import { wrap } from "./wrap.ts";
import type { ActionOf, World, Wrapped } from "./world.ts";

/**
 * The same world with dimensions that do not matter beside its own: the agent sees [x; d].
 *
 * Neither dynamics nor reward read d, so nothing is lost by ignoring it; a model of likelihood spends its capacity on it all
 * the same. See `distractorProcess` for how d moves. d is a part of the state; matrices are fixed by `seed`. The processes
 * `switching` and `linear` draw at starts alone, so a world without randomness of its own is stepped as without distractors.
 *
 * Observations become rows (shape `[O + D]`), float32 where they were. Forwards discount, `maxEpisodeSteps`, `legalActions`,
 * `encode` and `scene`; drops `grid` and `mdp`. Throws `wrong-space` on finitely many observations (`flatten` first) and
 * `bad-options` unless the count is a whole number of at least 1.
 */
export function distractors<W extends World>(world: W, options: DistractorOptions = {}): Wrapped<W, RealBox, ActionOf<W>> {
  const seenSpace = boxOnly("observation", world.observation, "wrap it in `flatten` first");
  const { count = 5 } = options;
  const process = distractorProcess(seenSpace.size, options);
  const memory: Box<"float64"> = boxOfShape("float64", [count], process.low, process.high);
  return wrap<W, RealBox>(world, {
    name: "distractors", package: packageName,
    observation: realBox(seenSpace, { low: [...seenSpace.low, ...memory.low], high: [...seenSpace.high, ...memory.high] }),
    memory, looks: process.looks,
    start: (lane, random) => process.start(random, lane.memory),
    after: (lane, random) => process.step(lane.seen, lane.memory, random),
    observe(seen, d, outObservation) {
      outObservation.set(seen);
      outObservation.set(d, seenSpace.size);
    },
    reveal(observation, outSeen) {
      for (let i = 0; i < seenSpace.size; i++) outSeen[i] = observation[i]!;
    },
    recall(observation, outMemory) {
      for (let i = 0; i < count; i++) outMemory[i] = observation[seenSpace.size + i]!;
    },
  });
}
