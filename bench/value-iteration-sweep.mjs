import { bellmanProblem, createArena } from "../packages/math/dist/index.js";
import { atLeast, interleaved, local, notMeasured } from "./measure.mjs";
import { plainSweep, randomProcess } from "./problems.mjs";
import { openScipy } from "./python.mjs";

export const name = "Value-iteration sweep, 100,000 states × 4 actions × 5 successors";

const shape = { stateCount: 100_000, actionCount: 4, width: 5, discount: 0.95 };

/** Sweeps back and forth between two arrays. */
function alternating(sweep, first, second) {
  return local(() => {
    sweep(first, second);
    [first, second] = [second, first];
  });
}

export async function run() {
  const process = randomProcess(shape);
  const arena = createArena({ bytes: 64 << 20 });
  const problem = bellmanProblem(process, { arena });
  const { stateCount, actionCount, width, discount } = shape;
  const scipy = await openScipy();
  await scipy.set?.({ state_count: stateCount, action_count: actionCount, width, discount });
  const inArena = () => arena.allocate("float64", stateCount), onHeap = () => new Float64Array(stateCount);
  const candidates = {
    ours: alternating(problem.sweep, inArena(), inArena()),
    plain: alternating((value, out) => plainSweep(process, value, out), onHeap(), onHeap()),
    ...scipy.missing ? {} : { scipy: scipy.candidate("sweep"), product: scipy.candidate("product") },
  };
  const times = await interleaved(candidates);
  scipy.close?.();
  const milliseconds = Object.keys(candidates).map((key) => `${key} ${(times.time(key) / 1e6).toFixed(2)} ms`).join(", ");
  const goal = "against SciPy's full sweep (P @ V, max, greatest change)";
  return {
    rows: [
      atLeast("against plain typed-array JavaScript", 1.9, times.ratio("plain", "ours")),
      scipy.missing ? notMeasured(goal, "≥ 1.8×", scipy.missing) : atLeast(goal, 1.8, times.ratio("scipy", "ours")),
    ],
    notes: [`${milliseconds}; product is SciPy's P @ V alone`, scipy.description ?? scipy.missing],
  };
}
