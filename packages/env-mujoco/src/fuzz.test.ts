import { describe, expect, test } from "vitest";
import { fuzz } from "./fixtures/fuzz.ts";
import { worlds } from "./fixtures/worlds.ts";

/** Steps of each world. 100,000 take some minutes: `MUJOCO_FUZZ_STEPS=100000`. */
const steps = Number(process.env["MUJOCO_FUZZ_STEPS"] ?? 300);

describe.each(worlds)(`${steps} random steps of $name with all that can go wrong`, ({ name, make }) => {
  test("what is wrong is refused, what is shown is finite, what blows up says so", { timeout: 5000 + 4 * steps }, () => {
    const world = make();
    const report = fuzz(world, steps, 1);
    world.close();
    if (steps > 300) console.log(`${name}: ${JSON.stringify(report)}`);
    expect(report.steps).toBe(steps);
    expect(report.refused).toBeGreaterThan(0);
    expect(report.restores).toBeGreaterThan(0);
  });
});
