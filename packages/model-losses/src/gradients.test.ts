import { grad, numbers, tensor } from "@worldwise/autodiff";
import type { Tensor } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { everyLoss, problem } from "./fixtures/every-loss.ts";
import { normals, randomBatch, randomDecision, seeded } from "./fixtures/random-world.ts";
import type { RowTensors } from "./fixtures/softmax-rows.ts";
import { inputsFor } from "./fixtures/softmax-rows.ts";
import { sizeOf } from "./index.ts";

const size = sizeOf(problem);
const [rowCount, stateCount] = [8, 4];

describe.each(everyLoss)("%s", (_, create) => {
  test("its gradient agrees with central differences, in every logit and reward", () => {
    const random = seeded(7);
    const at = { logits: normals(random, rowCount * stateCount), reward: normals(random, rowCount) };
    const [batch, decision] = [randomBatch(size, 30, random), randomDecision(size, random)];
    const extras = { "gamps.weight": tensor(normals(random, 30)) };
    const loss = create();
    const value = (rows: RowTensors): Tensor => loss.loss(inputsFor(rows, size, batch, decision, extras));
    const tensors = (): RowTensors => ({ logits: tensor(at.logits, [rowCount, stateCount]), reward: tensor(at.reward) });
    const found = grad(value)(tensors());
    for (const name of ["logits", "reward"] as const) {
      const [slope, table] = [numbers(found[name]), at[name]];
      for (let i = 0; i < table.length; i++) {
        const [h, kept] = [1e-5, table[i]!];
        table[i] = kept + h;
        const up = numbers(value(tensors()))[0]!;
        table[i] = kept - h;
        const down = numbers(value(tensors()))[0]!;
        table[i] = kept;
        const difference = (up - down) / (2 * h);
        expect(Math.abs(slope[i]! - difference)).toBeLessThan(1e-6 * (1 + Math.abs(difference)));
      }
    }
  });
});
