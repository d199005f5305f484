import { discrete } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { dynaQPlus } from "./dyna-q-plus.ts";
import { batchOf } from "./fixtures/batch-of.ts";
import { silent } from "./fixtures/silent.ts";

/** Three states, two actions, γ = 1/2: every number below is exact in binary. */
const problem = { observation: discrete(3), action: discrete(2), discount: 0.5 };

describe("Dyna-Q+", () => {
  test("adds κ √τ to imagined rewards, τ since the last real try", () => {
    const planner = dynaQPlus(problem, { stepSize: 1, bonus: 0.5 });
    const state = planner.init(silent);
    const real = batchOf(problem, [{ from: 0, action: 0, reward: 1, to: 2, terminated: true }]);
    const other = batchOf(problem, [{ from: 1, action: 1, reward: 0, to: 2, terminated: true }]);
    planner.learn?.(state, real, silent);
    expect(state.actionValue[0]).toBe(1);
    for (let i = 0; i < 9; i++) planner.learn?.(state, other, silent);
    const imagine = (from: number, action: number): void =>
      void planner.learn?.(state, batchOf(problem, [{ from, action, reward: 1, to: 2, terminated: true }], { imagined: true }), silent);
    imagine(0, 0);
    expect(state.actionValue[0]).toBe(2.5); // 1 + √9 / 2
    imagine(1, 1);
    expect(state.actionValue[3]).toBe(1); // tried just now
    imagine(1, 0);
    expect(state.actionValue[2]).toBe(1 + Math.sqrt(10) / 2); // never tried
    expect(state.clock).toBe(10);
    planner.learn?.(state, real, silent);
    expect(state.actionValue[0]).toBe(1); // what is real has no bonus
  });

  test("does not promise plain max backups", () => {
    expect(dynaQPlus(problem)["~worldwise"].provides).not.toContain("maxBackupTable");
  });
});
