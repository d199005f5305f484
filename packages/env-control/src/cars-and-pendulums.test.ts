import { philox } from "@worldwise/math";
import { seedKey, stepBuffers } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { acrobotEnergy, acrobotIntegrator, acrobotRate } from "./acrobot-physics.ts";
import type { AcrobotLane } from "./acrobot-physics.ts";
import { acrobot } from "./acrobot.ts";
import { mountainCarContinuous } from "./mountain-car-continuous.ts";
import { mountainCar } from "./mountain-car.ts";
import { pendulum } from "./pendulum.ts";

const streams = (lanes: number) => philox.streams(seedKey(0), lanes);

describe("MountainCar", () => {
  test("by hand: at p = −π/6 the hill is flat; the wall stops; the goal counts only going forward", () => {
    const [world, out] = [mountainCar(), stepBuffers(mountainCar().state, 4)];
    const rows = Float64Array.of(-Math.PI / 6, 0, -1.19, -0.07, 0.49, 0.05, 0.55, -0.02);
    world.step(rows, Int32Array.of(2, 0, 1, 1), streams(4), out);
    expect(out.state[1]).toBeCloseTo(0.001, 15);
    expect([...out.state.subarray(2, 4)]).toEqual([-1.2, 0]);
    expect([...out.terminated]).toEqual([0, 0, 1, 0]);
    expect([...out.reward]).toEqual([-1, -1, -1, -1]);
  });
});

describe("MountainCarContinuous", () => {
  test("pays for the push that was asked for, not for the one it got", () => {
    const [world, out] = [mountainCarContinuous(), stepBuffers(mountainCarContinuous().state, 3)];
    world.step(Float64Array.of(-0.5, 0, -0.5, 0, 0.44, 0.05), Float32Array.of(1, 3, 0.5), streams(3), out);
    expect(out.reward[0]).toBeCloseTo(-0.1, 15);
    expect(out.reward[1]).toBeCloseTo(-0.9, 15);
    expect(out.reward[2]).toBeCloseTo(99.975, 12);
    expect([...out.state.subarray(2, 4)]).toEqual([...out.state.subarray(0, 2)]);
    expect([...out.terminated]).toEqual([0, 0, 1]);
  });

  test("states after a step are float32", () => {
    const [world, out] = [mountainCarContinuous(), stepBuffers(mountainCarContinuous().state, 1)];
    world.step(Float64Array.of(-0.523456789, 0.0123456789), Float32Array.of(0.3), streams(1), out);
    for (const entry of out.state) expect(entry).toBe(Math.fround(entry));
  });
});

describe("Pendulum", () => {
  test("by hand: level and still, no torque: ω' = 15 · 0.05, θ' = π/2 + ω' · 0.05, r = −(π/2)²", () => {
    const [world, out] = [pendulum(), stepBuffers(pendulum().state, 1)];
    world.step(Float64Array.of(Math.PI / 2, 0), Float32Array.of(0), streams(1), out);
    expect(out.state[1]).toBeCloseTo(0.75, 14);
    expect(out.state[0]).toBeCloseTo(Math.PI / 2 + 0.0375, 14);
    expect(out.reward[0]).toBeCloseTo(-(Math.PI ** 2) / 4, 14);
  });

  test("gravity is an option; speed and torque are limited; angles are not wrapped in the state, but in the cost", () => {
    const [world, out] = [pendulum({ gravity: 9.81 }), stepBuffers(pendulum().state, 3)];
    world.step(Float64Array.of(Math.PI / 2, 0, 7, 8, 2 * Math.PI, 0), Float32Array.of(0, 5, 0), streams(3), out);
    expect(out.state[1]).toBeCloseTo(1.5 * 9.81 * 0.05, 14);
    expect([out.state[2], out.state[3]]).toEqual([7 + 8 * 0.05, 8]);
    expect(out.reward[1]).toBeCloseTo(-((7 - 2 * Math.PI) ** 2 + 6.4 + 0.004), 12);
    expect(out.reward[2]).toBeCloseTo(0, 14);
  });

  test("refuses to hang in nothing", () => {
    expect(() => pendulum({ gravity: 0 })).toThrow(/gravity finite and above 0/);
  });
});

describe("Acrobot", () => {
  const hanging: AcrobotLane = [0, 0, 0, 0];

  // d1 = 0.25 + 1 + 0.25 + 1 + 2 = 4.5, d2 = 0.25 + 0.5 + 1 = 1.75
  test("by hand: hanging still it stays; a torque u gives α2 = u / (1.25 − 1.75² / 4.5), α1 = −1.75 α2 / 4.5", () => {
    const rate: AcrobotLane = [9, 9, 9, 9];
    acrobotRate(hanging, 0, rate);
    for (const entry of rate) expect(entry).toBeCloseTo(0, 14);
    acrobotRate(hanging, 1, rate);
    const alpha2 = 1 / (1.25 - 1.75 ** 2 / 4.5);
    expect(rate[3]).toBeCloseTo(alpha2, 13);
    expect(rate[2]).toBeCloseTo(-1.75 * alpha2 / 4.5, 13);
  });

  test("integration is of fourth order: half the step, a sixteenth of the error after one second", () => {
    const integrate = acrobotIntegrator();
    const run = (steps: number): AcrobotLane => {
      const state: AcrobotLane = [0.5, -0.3, 0.2, 0.4];
      const next: AcrobotLane = [0, 0, 0, 0];
      for (let k = 0; k < steps; k++) {
        integrate(state, 0, 1 / steps, next);
        next.forEach((entry, i) => { state[i] = entry; });
      }
      return state;
    };
    const [coarse, fine, exact] = [run(20), run(40), run(2000)];
    const error = (state: AcrobotLane): number => Math.max(...state.map((entry, i) => Math.abs(entry - exact[i]!)));
    expect(error(coarse) / error(fine)).toBeGreaterThan(14);
    expect(error(coarse) / error(fine)).toBeLessThan(34);
  });

  test("without torque the energy is kept, a torque along ω2 brings some", () => {
    const integrate = acrobotIntegrator();
    const energyAfter = (torque: number): number => {
      const [state, next]: [AcrobotLane, AcrobotLane] = [[1.2, -0.8, 0.9, 1.4], [0, 0, 0, 0]];
      for (let k = 0; k < 1000; k++) {
        integrate(state, torque * Math.sign(state[3]), 0.005, next);
        next.forEach((entry, i) => { state[i] = entry; });
      }
      return acrobotEnergy(state);
    };
    expect(acrobotEnergy(hanging)).toBeCloseTo(-9.8 * 2, 12);
    expect(energyAfter(0)).toBeCloseTo(acrobotEnergy([1.2, -0.8, 0.9, 1.4]), 6);
    expect(energyAfter(1)).toBeGreaterThan(energyAfter(0) + 1);
  });

  test("keeps its angles and speeds in bounds, and ends one link above the joint", () => {
    const [world, out] = [acrobot(), stepBuffers(acrobot().state, 2)];
    world.step(Float64Array.of(3.1, -3.1, 12.5, 28, Math.PI, 0, 0, 0), Int32Array.of(2, 1), streams(2), out);
    expect(Math.max(...[...out.state.subarray(0, 2)].map(Math.abs))).toBeLessThanOrEqual(Math.PI);
    expect(Math.abs(out.state[2]!)).toBeLessThanOrEqual(4 * Math.PI);
    expect(Math.abs(out.state[3]!)).toBeLessThanOrEqual(9 * Math.PI);
    expect([out.terminated[1], out.reward[1]]).toEqual([1, 0]);
  });
});
