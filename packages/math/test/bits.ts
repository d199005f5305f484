// One run through the core whose every bit is committed: the same in Node and in browsers.
import { bellmanProblem, createArena, dynaPlanning, philox, seedKey } from "../src/index.ts";
import { elementaryBits, linearBits, matmulBits, randomBits, rowBits } from "./dense-bits.ts";
import { digest } from "./digest.ts";
import { randomMdp } from "./random-mdp.ts";

const shape = { stateCount: 200, actionCount: 4, width: 5, ragged: true, terminating: 0.05, discount: 0.95 };

function philoxKnownAnswer(): string {
  const arena = createArena();
  const words = arena.allocate("uint32", 4);
  arena.kernels.philoxBlock(0, 0, 0, 0, 0, 0, words.byteOffset);
  return Array.from(words, (word) => word.toString(16).padStart(8, "0")).join(" ");
}

function valueIterationBits(): string {
  const value = new Float64Array(shape.stateCount);
  const mdp = randomMdp(philox.streams(seedKey(1), 1).lane(0), shape);
  bellmanProblem(mdp).valueIteration(value, { tolerance: 1e-9, maxIterations: 10_000 });
  return digest(value);
}

function normalBits(): string {
  const lane = philox.streams(seedKey(2), 1).lane(0);
  return digest(Float64Array.from({ length: 1000 }, () => lane.normal()));
}

function planningBits(): string {
  const arena = createArena();
  const random = philox.streams(seedKey(3), 2);
  const rowCount = 400;
  const successor = arena.allocate("int32", rowCount), reward = arena.allocate("float64", rowCount);
  const pairs = arena.allocate("int32", rowCount), terminated = arena.allocate("uint8", rowCount);
  const actionValue = arena.allocate("float64", rowCount);
  for (let row = 0; row < rowCount; row++) {
    successor[row] = random.lane(1).integer(100);
    reward[row] = random.lane(1).uniform();
    terminated[row] = random.lane(1).integer(10) === 0 ? 1 : 0;
    pairs[row] = row;
  }
  dynaPlanning({
    arena, stateCount: 100, actionCount: 4, actionValue, pairs, pairCount: () => rowCount, random, discount: 0.95, stepSize: 0.1,
    model: { kind: "last-outcome", successor, reward, terminated },
  }).planQLearning(50_000);
  return digest(actionValue);
}

/** Everything that src/fixtures/bits.json has. */
export function allBits(): Record<string, string> {
  return {
    philox: philoxKnownAnswer(), valueIteration: valueIterationBits(), normal: normalBits(), planning: planningBits(),
    matmulFloat32: matmulBits("float32"), matmulFloat64: matmulBits("float64"),
    elementaryFloat32: elementaryBits("float32"), elementaryFloat64: elementaryBits("float64"),
    rowsFloat32: rowBits("float32"), rowsFloat64: rowBits("float64"), linear: linearBits(), random: randomBits(),
  };
}
