// Random processes and the plain typed-array loops that the kernels are compared with.
import { philox, seedKey } from "../packages/math/dist/index.js";

/** A process of N states, M actions and exactly `width` successors a row, drawn uniformly; rewards in [0, 1). */
export function randomProcess({ stateCount, actionCount, width, discount, seed = 1, nearby = stateCount }) {
  const random = philox.streams(seedKey(seed), 1).lane(0);
  const rowCount = stateCount * actionCount, entryCount = rowCount * width;
  const successor = new Int32Array(entryCount), probability = new Float64Array(entryCount), reward = new Float64Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    reward[row] = random.uniform();
    const state = Math.floor(row / actionCount);
    let sum = 0;
    for (let k = row * width; k < (row + 1) * width; k++) {
      successor[k] = (state + random.integer(nearby)) % stateCount;
      probability[k] = random.uniform();
      sum += probability[k];
    }
    for (let k = row * width; k < (row + 1) * width; k++) probability[k] /= sum;
  }
  return {
    stateCount, actionCount, discount, successor, probability, reward, terminated: new Uint8Array(entryCount),
    rowStart: Int32Array.from({ length: rowCount }, (_, row) => row * width),
    rowEnd: Int32Array.from({ length: rowCount }, (_, row) => (row + 1) * width),
  };
}

/** The ordinary sweep: compressed rows, typed arrays, an if for the maximum. Returns the greatest change. */
export function plainSweep({ stateCount, actionCount, rowEnd, successor, probability, reward, discount }, value, outValue) {
  let greatest = 0, k = 0, row = 0;
  for (let state = 0; state < stateCount; state++) {
    let best = -Infinity;
    for (let action = 0; action < actionCount; action++) {
      const end = rowEnd[row];
      let sum = 0;
      for (; k < end; k++) sum += probability[k] * value[successor[k]];
      const candidate = reward[row] + discount * sum;
      if (candidate > best) best = candidate;
      row++;
    }
    const change = Math.abs(best - value[state]);
    if (change > greatest) greatest = change;
    outValue[state] = best;
  }
  return greatest;
}
