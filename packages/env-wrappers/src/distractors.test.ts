import { philox } from "@worldwise/math";
import type { Box, Dynamics, RandomLanes } from "@worldwise/protocol";
import { allocate, seedKey, stepBuffers } from "@worldwise/protocol";
import { asEnvironment } from "@worldwise/rollout";
import { describe, expect, test } from "vitest";
import type { DistractorKind, DistractorOptions } from "./index.ts";
import { distractorProcess, distractors } from "./index.ts";
import { ladder } from "./fixtures/ladder.ts";
import { puck } from "./fixtures/puck.ts";
import { randomRotation } from "./random-rotation.ts";

const stream = (seed: number, lanes = 1): RandomLanes => philox.streams(seedKey(seed), lanes);
const nothing = new Float64Array(0);

/** Distractors over some steps, given what the world shows. */
function path(options: DistractorOptions, steps: number, seen: Float64Array = nothing): readonly (readonly number[])[] {
  const process = distractorProcess(seen.length, options);
  const [d, random] = [new Float64Array(options.count ?? 5), stream(1).lane(0)];
  process.start(random, d);
  return Array.from({ length: steps }, () => {
    process.step(seen, d, random);
    return [...d];
  });
}

describe("the published process", () => {
  test("is M [x; d] + 0.1 sin(W d) with a switch at 20, the matrices drawn from the seed", () => {
    const [count, width, seed] = [4, 6, 9];
    const fixed = philox.streams(philox.derive(seedKey(seed), "distractors"), 1).lane(0);
    const normals = (length: number): number[] => Array.from({ length }, () => fixed.normal());
    const [m, w, c] = [normals(count * width), normals(count * count).map((n) => (10 * n) ** 2), normals(count)];
    const process = distractorProcess(2, { count, seed, correlated: true });
    const [seen, random] = [Float64Array.of(1.5, -2), stream(2).lane(0)];
    let switches = 0;
    for (let trial = 0; trial < 50; trial++) {
      const before = Array.from({ length: count }, () => 10 * random.normal());
      const d = Float64Array.from(before);
      process.step(seen, d, random);
      d.forEach((got, i) => {
        const driven = [...seen, ...before].reduce((total, x, j) => total + m[i * width + j]! * x, 0);
        const wave = Math.sin(before.reduce((total, x, j) => total + w[i * count + j]! * x, 0));
        const next = driven + 0.1 * wave;
        switches += Number(Math.abs(next) > 20);
        expect(got).toBeCloseTo(Math.abs(next) > 20 ? c[i]! : next, 10);
      });
    }
    expect(switches).toBeGreaterThan(5);
  });

  test("starts near 0, and is driven by the observation only where it is correlated", () => {
    const small = new Float64Array(50);
    distractorProcess(0, { count: 50 }).start(stream(3).lane(0), small);
    expect(Math.max(...small.map(Math.abs))).toBeLessThan(0.4);
    const [here, there] = [Float64Array.of(1), Float64Array.of(2)];
    expect(path({}, 3, here)).toEqual(path({}, 3, there));
    expect(path({ correlated: true }, 3, here)).not.toEqual(path({ correlated: true }, 3, there));
  });

  test.each([[5, "switching"], [10, "switching"], [20, "switching"], [5, "linear"], [20, "linear"]] as const)(
    "with %i dimensions, %s stays within ±20 and spreads by about 8", (count, kind) => {
      const all = [0, 1, 2, 3].flatMap((seed) => path({ count, kind, seed }, 2000)).flat();
      expect(all.every((x) => Math.abs(x) <= 20)).toBe(true);
      const deviation = Math.sqrt(all.reduce((total, x) => total + x * x, 0) / all.length);
      expect(deviation).toBeGreaterThan(6);
      expect(deviation).toBeLessThan(10);
    });
});

describe("the other processes", () => {
  test("a rotation keeps lengths, but for the noise", () => {
    const rotation = randomRotation(6, stream(1).lane(0));
    for (let i = 0; i < 6; i++) {
      for (let j = 0; j < 6; j++) {
        const product = Array.from({ length: 6 }, (_, k) => rotation[6 * i + k]! * rotation[6 * j + k]!).reduce((a, b) => a + b);
        expect(product).toBeCloseTo(i === j ? 1 : 0, 13);
      }
    }
    const lengths = path({ count: 40, kind: "rotation" }, 100).map((d) => Math.hypot(...d));
    expect(Math.abs(lengths.at(-1)! / lengths[0]! - 1)).toBeLessThan(0.15);
  });

  test("noise is new in each step", () => {
    const all = path({ count: 3, kind: "noise" }, 3000);
    const products = all.slice(1).map((d, t) => d[0]! * all[t]![0]!);
    expect(Math.abs(products.reduce((a, b) => a + b) / products.length)).toBeLessThan(0.1);
    expect(all.flat().reduce((total, x) => total + x * x, 0) / all.flat().length).toBeCloseTo(1, 1);
  });

  test.each<[string, DistractorOptions]>([
    ["count", { count: 0 }], ["seed", { seed: -1 }],
  ])("a bad %s is refused", (_, options) => {
    expect(() => distractorProcess(1, options)).toThrow(/expected/);
  });
});

describe("distractors", () => {
  const kinds: readonly DistractorKind[] = ["switching", "linear"];
  test.each(kinds)("%s: the world inside goes on as without them, as far as it draws nothing itself", (kind) => {
    const [plain, wrapped] = [puck({ noise: 0 }), distractors(puck({ noise: 0 }), { kind })];
    const one = asEnvironment(plain, { seed: 4 });
    const other = asEnvironment(wrapped, { seed: 4 });
    let [seen, shown] = [one.reset().observation, other.reset().observation];
    for (let t = 0; t < 20; t++) {
      expect([...shown.subarray(0, 2)]).toEqual([...seen]);
      expect(shown).toHaveLength(7);
      const action = Float32Array.of(Math.sin(t), 0.1);
      const [step, wrappedStep] = [one.step(action), other.step(action)];
      expect([wrappedStep.reward, wrappedStep.terminated]).toEqual([step.reward, step.terminated]);
      if (step.terminated) break;
      [seen, shown] = [step.observation, wrappedStep.observation];
    }
  });

  test("two worlds of one seed have the same matrices, worlds of two seeds have not", () => {
    const next = (seed: number): Float64Array => {
      const world: Dynamics<Box, Box, Box<"float64">> = distractors(puck({ noise: 0 }), { seed });
      const [state, out] = [allocate(world.state, 1), stepBuffers(world.state, 1)];
      state.set([0, 0, 1, 2, 3, 4, 5]);
      world.step(state, new Float32Array(2), stream(1), out);
      return out.state;
    };
    expect(next(1)).toEqual(next(1));
    expect(next(1)).not.toEqual(next(2));
  });

  test("bounds and precision are those of the world, then ±20", () => {
    const { observation, maxEpisodeSteps, discount } = distractors(puck(), { count: 2 });
    expect(observation).toMatchObject({ dtype: "float32", shape: [4], low: [-8, -2, -20, -20], high: [8, 2, 20, 20] });
    expect([maxEpisodeSteps, discount]).toEqual([50, 0.95]);
  });

  test("finitely many observations are refused, with advice", () => {
    expect(
      () => distractors(ladder()),
    ).toThrow("expected a box of observations\n     got discrete(5)\n   to do wrap it in `flatten` first");
  });
});
