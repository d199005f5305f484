import { grad, numbers, program, tensor, valueAndGrad } from "@worldwise/autodiff";
import type { Tensor } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { everyLoss, problem } from "./fixtures/every-loss.ts";
import { near } from "./fixtures/near.ts";
import { normals, randomBatch, randomDecision, seeded } from "./fixtures/random-world.ts";
import type { RowTensors } from "./fixtures/softmax-rows.ts";
import { inputsFor } from "./fixtures/softmax-rows.ts";
import { randomWindows } from "./fixtures/windows.ts";
import { sizeOf } from "./index.ts";

const size = sizeOf(problem);
const [rowCount, stateCount] = [8, 4];

/** x + step · direction */
const moved = (x: Float64Array, direction: Float64Array, step: number): Float64Array => x.map((each, i) => each + step * direction[i]!);
const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => Array.from(a).reduce((total, each, i) => total + each * b[i]!, 0);

describe.each(everyLoss)("%s", (_, create) => {
  test("its gradient agrees with central differences along random directions in logits and rewards", () => {
    const random = seeded(7);
    const [logits, reward] = [normals(random, rowCount * stateCount), normals(random, rowCount)];
    const [batch, decision] = [randomBatch(size, 30, random), randomDecision(size, random)];
    const extras = { "gamps.weight": tensor(normals(random, 30)), "multiStep.window": randomWindows(size, batch, 3, random) };
    const loss = create();
    const value = (rows: RowTensors): Tensor => loss.loss(inputsFor(rows, size, batch, decision, extras));
    const at = (l: Float64Array, r: Float64Array): RowTensors => ({ logits: tensor(l, [rowCount, stateCount]), reward: tensor(r) });
    const slope = grad(value)(at(logits, reward));
    const h = 1e-5;
    for (let i = 0; i < 3; i++) {
      const [u, v] = [normals(random, logits.length), normals(random, reward.length)];
      const along = (step: number): number => numbers(value(at(moved(logits, u, step), moved(reward, v, step))))[0]!;
      const difference = (along(h) - along(-h)) / (2 * h);
      const found = dot(numbers(slope.logits), u) + dot(numbers(slope.reward), v);
      expect(Math.abs(found - difference)).toBeLessThan(1e-6 * (1 + Math.abs(difference)));
    }
  });

  test("compiled, it has the value and the gradient that it has on plain numbers", () => {
    const random = seeded(11);
    const given = { logits: normals(random, rowCount * stateCount), reward: normals(random, rowCount) };
    const [batch, decision] = [randomBatch(size, 20, random), randomDecision(size, random)];
    const extras = { "gamps.weight": tensor(normals(random, 20)), "multiStep.window": randomWindows(size, batch, 3, random) };
    const loss = create();
    const both = valueAndGrad((rows: RowTensors): Tensor => loss.loss(inputsFor(rows, size, batch, decision, extras)));
    const [value, slope] = both({ logits: tensor(given.logits, [rowCount, stateCount]), reward: tensor(given.reward) });
    const compiled = program((rows: RowTensors) => {
      const [found, by] = both(rows);
      return { found, logits: by.logits, reward: by.reward };
    }, { logits: { shape: [rowCount, stateCount] }, reward: { shape: [rowCount] } }, { dtype: "float64" });
    const { found, logits, reward } = compiled.run(given);
    near(found, [...numbers(value)], 1e-9);
    near(logits, [...numbers(slope.logits)], 1e-9);
    near(reward, [...numbers(slope.reward)], 1e-9);
  });
});
