import { createArena, elementary, philox } from "@worldwise/math";
import type { Random } from "@worldwise/protocol";
import { seedKey } from "@worldwise/protocol";
import { checkInteger } from "./check-options.ts";
import { randomRotation } from "./random-rotation.ts";

/** How distractors move. */
export type DistractorKind = "switching" | "linear" | "rotation" | "noise";

/** Options of distractors. */
export interface DistractorOptions {
  /** How many dimensions are added, at least 1; by default 5. Published: 5, 10, 15. */
  readonly count?: number;
  /** Which process, by default the published one, `switching`. */
  readonly kind?: DistractorKind;
  /** Whether the observation drives the distractors too (`switching` and `linear`); by default not, as published. */
  readonly correlated?: boolean;
  /** Seed of the fixed matrices, by default 0: worlds of one seed have the same, as training and evaluation should. */
  readonly seed?: number;
}

/** A process in D dimensions that goes on beside a world. */
export interface DistractorProcess {
  /** Bounds of each dimension; infinite where there are none. */
  readonly low: number;
  readonly high: number;
  /** Whether it reads the observation. */
  readonly looks: boolean;
  /** Writes the first distractors `[D]`. */
  start(random: Random, outDistractors: Float64Array): void;
  /** Moves the distractors `[D]` on in place, given what the world shows `[O]`. */
  step(seen: Float64Array, distractors: Float64Array, random: Random): void;
}

/** |d| beyond which the published process switches. */
const limit = 20;

/**
 * The process that moves distractors. Matrices are drawn once, from the seed; standard normal entries are called N below.
 *
 *   switching   d ← M [x; d] + 0.1 sin(W d), then d_i ← c_i where |d_i| \> 20;   d_0 ~ N(0, 0.1²)
 *   linear      the same without the sine
 *   rotation    d ← R d + N(0, 0.05²),  R a random orthogonal matrix;            d_0 ~ N(0, 3²)
 *   noise       d ~ N(0, 1) anew in each step
 *
 * M `[D, O + D]` = N, its first O columns zero unless `correlated`; W `[D, D]` = (10 N)² entry by entry; c `[D]` = N. x is the
 * observation after the step. Without the switch the first two would overflow within some hundred steps. The sine has the same
 * bits on every engine: the process is chaotic.
 *
 * Source: `switching` is that of Voelcker, Liao, Garg and Farahmand (2022), in the authors' code; `linear` the default of their
 * later code; `rotation` ours, for models that can learn distractors exactly. Differs: there training and evaluation draw
 * different matrices; that x is the observation after the step is our reading.
 */
export function distractorProcess(
  observationSize: number, { count = 5, kind = "switching", correlated = false, seed = 0 }: DistractorOptions = {},
): DistractorProcess {
  checkInteger("count", count, 1);
  const random = philox.streams(philox.derive(seedKey(seed), "distractors"), 1).lane(0);
  if (kind === "noise") return pureNoise;
  if (kind === "rotation") return rotating(count, random);
  return switching({ count, observationSize, correlated, withSine: kind === "switching" }, random);
}

const pureNoise: DistractorProcess = {
  low: -Infinity, high: Infinity, looks: false,
  start: (random, outDistractors) => fillNormal(outDistractors, 1, random),
  step: (_seen, distractors, random) => fillNormal(distractors, 1, random),
};

function rotating(count: number, fixed: Random): DistractorProcess {
  const rotation = randomRotation(count, fixed);
  const before = new Float64Array(count);
  return {
    low: -Infinity, high: Infinity, looks: false,
    start: (random, outDistractors) => fillNormal(outDistractors, 3, random),
    step(_seen, distractors, random) {
      before.set(distractors);
      for (let i = 0; i < count; i++) distractors[i] = product(rotation, i * count, before) + 0.05 * random.normal();
    },
  };
}

interface SwitchingOptions {
  readonly count: number;
  readonly observationSize: number;
  readonly correlated: boolean;
  readonly withSine: boolean;
}

function switching({ count, observationSize, correlated, withSine }: SwitchingOptions, fixed: Random): DistractorProcess {
  const width = observationSize + count;
  const transition = normals(count * width, 1, fixed);
  const wave = normals(count * count, 10, fixed).map((entry) => entry * entry);
  const replacement = normals(count, 1, fixed);
  if (!correlated) for (let i = 0; i < count; i++) transition.fill(0, i * width, i * width + observationSize);
  const arena = createArena({ bytes: 8 * count });
  const { sin } = elementary(arena);
  const waves = arena.allocate("float64", count);
  const before = new Float64Array(count);
  return {
    low: -limit, high: limit, looks: correlated,
    start: (random, outDistractors) => fillNormal(outDistractors, 0.1, random),
    step(seen, distractors) {
      before.set(distractors);
      if (withSine) {
        for (let i = 0; i < count; i++) waves[i] = product(wave, i * count, before);
        sin(waves, waves);
      }
      for (let i = 0; i < count; i++) {
        const driven = correlated ? product(transition, i * width, seen) : 0;
        const next = driven + product(transition, i * width + observationSize, before) + 0.1 * waves[i]!;
        distractors[i] = Math.abs(next) > limit ? replacement[i]! : next;
      }
    },
  };
}

/** Σ_j matrix[start + j] · vector[j] */
function product(matrix: Float64Array, start: number, vector: Float64Array): number {
  let total = 0;
  for (let j = 0; j < vector.length; j++) total += matrix[start + j]! * vector[j]!;
  return total;
}

const normals = (length: number, deviation: number, random: Random): Float64Array =>
  new Float64Array(length).map(() => deviation * random.normal());

function fillNormal(out: Float64Array, deviation: number, random: Random): void {
  for (let i = 0; i < out.length; i++) out[i] = deviation * random.normal();
}
