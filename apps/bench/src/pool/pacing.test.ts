import type { CellPause } from "@worldwise/experiment";
import { describe, expect, test } from "vitest";
import type { PacingOptions } from "./pacing.ts";
import { pacing } from "./pacing.ts";

/** A cell whose steps and checkpoints take so many milliseconds of a clock of its own. Tells when checkpoints were taken. */
function paced(
  { step, save, milliseconds, ...options }: { readonly step: (steps: number) => number; readonly save: number; readonly milliseconds: number } & Partial<PacingOptions>,
): { readonly saves: readonly number[]; readonly pauses: readonly number[]; readonly longest: number } {
  let [clock, steps, longest] = [0, 0, 0];
  const [saves, pauses]: [number[], number[]] = [[], []];
  const pace = pacing({ now: () => clock, every: 1000, share: 0.02, firstCost: 0, quick: 2000, ...options });
  while (clock < milliseconds) {
    const pause = pace.pause(steps, false);
    pauses.push(clock);
    if (pause.save) {
      saves.push(clock);
      clock += save;
      pace.saved();
    }
    const before = clock;
    for (let taken = 0; taken < pause.steps; taken++) clock += step(steps++);
    longest = Math.max(longest, clock - before);
  }
  return { saves, pauses, longest };
}

describe("pauses", () => {
  test.each<[string, (steps: number) => number, number]>([
    ["of steps of a microsecond", () => 0.001, 0.1001], ["of steps of 30 ms", () => 30, 90],
    ["of steps that suddenly take long", (steps) => (steps < 1e5 ? 0.001 : 20), 2000],
    ["of steps of 700 ms: one at a time", () => 700, 700],
  ])("come after at most 100 steps, or 100 ms: %s", (_, step, most) => {
    expect(paced({ step, save: 0, milliseconds: 7000 }).longest).toBeLessThanOrEqual(most);
  });

  test("after the first slow stretch the next are short", () => {
    const { pauses } = paced({ step: (steps) => (steps < 1e5 ? 0.001 : 20), save: 0, milliseconds: 12_100 });
    expect(pauses.filter((at) => at > 2100).length).toBeGreaterThan(90);
  });

  test("let messages come in about every 100 ms, not at every one", () => {
    let [clock, turns] = [0, 0];
    const pace = pacing({ now: () => clock, every: 5000, share: 0.02, firstCost: 0, quick: 0 });
    for (; clock < 1000; clock++) turns += Number(pace.isTurn());
    expect(turns).toBe(10);
  });
});

describe("checkpoints", () => {
  test("cheap ones are taken as often as was asked", () => {
    const { saves } = paced({ step: () => 1, save: 1, milliseconds: 10_000 });
    expect(saves.length).toBe(9);
  });

  test("dear ones as often as their share allows", () => {
    const { saves } = paced({ step: () => 1, save: 100, milliseconds: 60_000, firstCost: 50 });
    expect(saves[0]).toBeGreaterThanOrEqual(2500);
    expect(saves[0]).toBeLessThan(2700);
    expect(100 * saves.length).toBeLessThanOrEqual(0.02 * 60_000);
    expect(saves.length).toBeGreaterThanOrEqual(11);
  });

  test("whatever they cost, when somebody says how often", () => {
    const { saves } = paced({ step: () => 1, save: 100, milliseconds: 10_000, firstCost: 1e9, every: 200, share: Infinity });
    expect(saves.length).toBeGreaterThan(25);
  });

  test("on the way out one is taken unless it takes too long", () => {
    const stop = (firstCost: number): CellPause => pacing({ now: () => 0, every: 1000, share: 0.02, firstCost, quick: 2000 }).pause(0, true);
    expect(stop(1999)).toMatchObject({ save: true, stop: true });
    expect(stop(2001)).toMatchObject({ save: false, stop: true });
  });
});
