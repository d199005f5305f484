import loadOlderMujoco from "mujoco-js";
import { describe, expect, test } from "vitest";
import { olderEngineOf } from "./fixtures/older-engine.ts";
import { officialEngine } from "./official-engine.ts";
import { invertedPendulumModel } from "./models/inverted-pendulum-model.ts";
import { reacherModel } from "./models/reacher-model.ts";

const olderEngine = olderEngineOf(await loadOlderMujoco({ print: () => undefined }));

describe.each([officialEngine, olderEngine])("$name", (engine) => {
  test("arrays are taken anew when the engine's memory has moved", () => {
    const simulation = engine.open(invertedPendulumModel());
    const held = simulation.arrays();
    held.velocity.set([0.5, 0.25]);
    // Without a size of its own a simulation takes 14 MB, so that the heap must grow.
    const greedy = invertedPendulumModel().replace(/<size [^>]*>/, "");
    const others = [];
    while (held.position.length > 0 && others.length < 40) others.push(engine.open(greedy));
    expect(held.position.length).toBe(0);
    expect([...simulation.arrays().velocity]).toEqual([0.5, 0.25]);
    expect(simulation.advance(1)).toBe(true);
    expect(simulation.arrays().position[0]).toBeCloseTo(0.01, 3);
    for (const other of [...others, simulation]) other.close();
  });

  test("says where bodies and geoms are", () => {
    const simulation = engine.open(reacherModel());
    simulation.clear();
    simulation.kinematics();
    const { bodyPosition, geomPosition } = simulation.arrays();
    [0.21, 0, 0.01, 0.1, -0.1, 0.01].forEach((number, i) => expect(bodyPosition[9 + i]).toBeCloseTo(number, 12));
    [0.05, 0, 0.01].forEach((number, i) => expect(geomPosition[3 * 6 + i]).toBeCloseTo(number, 12));
    expect(simulation.geoms.map(({ shape }) => shape)).toEqual([
      "plane", "capsule", "capsule", "capsule", "capsule", "cylinder", "capsule", "capsule", "sphere", "sphere",
    ]);
    expect(simulation.geoms[6]).toMatchObject({ radius: 0.01, halfLength: 0.05, body: 1 });
    simulation.close();
  });

  test("numbers above 10^10 are reported", () => {
    const simulation = engine.open(invertedPendulumModel());
    simulation.clear();
    simulation.arrays().velocity[0] = 1e11;
    expect(simulation.advance(2)).toBe(false);
    simulation.clear();
    expect(simulation.advance(2)).toBe(true);
    simulation.close();
  });

  test("a model that it does not understand throws", () => {
    expect(() => engine.open("<mujoco><wheel/></mujoco>")).toThrow();
  });
});
