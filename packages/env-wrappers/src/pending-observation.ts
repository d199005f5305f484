import type { Discrete, Space } from "@worldwise/protocol";
import { discrete, WorldwiseError } from "@worldwise/protocol";
import { boundsOf } from "./joint-state.ts";
import { realBox } from "./real-box.ts";
import type { World } from "./world.ts";
import type { WrapperDefinition } from "./wrapper-definition.ts";

type Faces = Required<Pick<WrapperDefinition, "observation" | "observe" | "reveal" | "recall">>;

/** Observations that show the actions on their way beside what the world shows. */
export function pendingObservation({ observation, action }: World, steps: number): Faces {
  if (observation.kind === "box") return appended(observation, action, steps);
  if (action.kind === "discrete") return counted(observation, action, steps);
  throw new WorldwiseError("wrong-space", {
    expected: "boxes of observations, or finitely many actions, to show pending actions",
    got: "finitely many observations and a box of actions", todo: "wrap the world in `flatten` first",
  });
}

/** One number for observation and pending actions: digits of base M. */
function counted(observation: Discrete, { count: actionCount }: Discrete, steps: number): Faces {
  const queues = actionCount ** steps;
  return {
    observation: discrete(smallEnough(observation.count * queues)),
    observe(seen, memory, outObservation) {
      outObservation[0] = memory.reduce((number, a) => number * actionCount + a, seen[0]!);
    },
    reveal: (shown, outSeen) => void (outSeen[0] = Math.floor(shown[0]! / queues)),
    recall(shown, outMemory) {
      let digits = shown[0]! % queues;
      for (let k = steps - 1; k >= 0; k--) {
        outMemory[k] = digits % actionCount;
        digits = Math.floor(digits / actionCount);
      }
    },
  };
}

function smallEnough(count: number): number {
  if (count < 2 ** 31) return count;
  throw new WorldwiseError("bad-options", {
    expected: "fewer than 2^31 observations with their pending actions", got: String(count), todo: "delay by fewer steps",
  }, { count });
}

/** Numbers of the actions after those of the observation; one-hot where actions are finite. */
function appended(observation: Extract<Space, { kind: "box" }>, action: Space, steps: number): Faces {
  const { size } = observation;
  const width = action.kind === "discrete" ? action.count : action.size;
  const hotBounds = { low: new Array<number>(width).fill(0), high: new Array<number>(width).fill(1) };
  const one = action.kind === "discrete" ? hotBounds : boundsOf(action);
  const repeated = (bounds: readonly number[]): number[] => Array.from({ length: steps }, () => bounds).flat();
  const isOneHot = action.kind === "discrete";
  return {
    observation: realBox(observation, {
      low: [...observation.low, ...repeated(one.low)], high: [...observation.high, ...repeated(one.high)],
    }),
    observe(seen, memory, outObservation) {
      outObservation.set(seen);
      if (!isOneHot) return outObservation.set(memory, size);
      outObservation.fill(0, size);
      for (let k = 0; k < steps; k++) outObservation[size + k * width + memory[k]!] = 1;
    },
    reveal(shown, outSeen) {
      for (let i = 0; i < size; i++) outSeen[i] = shown[i]!;
    },
    recall(shown, outMemory) {
      for (let k = 0; k < outMemory.length; k++) {
        outMemory[k] = isOneHot ? hotPlace(shown, size + k * width, width) : shown[size + k]!;
      }
    },
  };
}

/** Where the largest of some numbers is, counted from `start`. */
function hotPlace(row: Float64Array, start: number, width: number): number {
  let best = 0;
  for (let i = 1; i < width; i++) if (row[start + i]! > row[start + best]!) best = i;
  return best;
}
