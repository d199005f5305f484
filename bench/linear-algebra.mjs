import { cholesky, createArena } from "../packages/math/dist/index.js";
import { atLeast, interleaved, local, notMeasured } from "./measure.mjs";
import { openDenseScipy } from "./python.mjs";

export const name = "Cholesky factor and one solution, float64, one thread";

const goals = [[100, 1.1], [500, 0.7], [1000, 0.55]];

/** Copies the matrix in, as SciPy copies it, factors it and solves. */
export function candidate(size) {
  const arena = createArena({ bytes: 32 << 20 });
  const matrix = arena.allocate("float64", size * size), right = arena.allocate("float64", size);
  const original = new Float64Array(size * size);
  for (let at = 0; at < original.length; at++) {
    const i = Math.floor(at / size), j = at % size;
    original[at] = i === j ? size : Math.sin(i + j);
  }
  const { factor, solve } = cholesky(arena, size);
  return local(() => {
    matrix.set(original);
    right.fill(1);
    if (factor(matrix) !== "solved" || solve(matrix, right) !== "solved") throw new Error("the matrix is definite");
  });
}

export async function run() {
  const scipy = await openDenseScipy(), rows = [], notes = [];
  for (const [size, goal] of goals) {
    const metric = `n = ${size} against SciPy's cho_factor and cho_solve`;
    await scipy.set?.({ kind: "definite", name: "definite", size });
    const candidates = { ours: candidate(size), ...scipy.missing ? {} : { scipy: scipy.candidate("definite") } };
    const times = await interleaved(candidates, { rounds: 15 });
    const microseconds = Object.keys(candidates).map((key) => `${key} ${(times.time(key) / 1e3).toFixed(0)} µs`);
    notes.push(`n = ${size}: ${microseconds.join(", ")}`);
    rows.push(scipy.missing ? notMeasured(metric, `≥ ${goal}×`, scipy.missing) : atLeast(metric, goal, times.ratio("scipy", "ours")));
  }
  scipy.close?.();
  return { rows, notes: [notes.join("; "), scipy.description ?? scipy.missing] };
}
