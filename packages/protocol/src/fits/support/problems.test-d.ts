/** The problems that the proofs are about. */
import type { Box, Dynamics, Problem } from "../../index.ts";
import { box, discrete } from "../../index.ts";
import type { Finite, Network } from "./models.test-d.ts";

export const finite: Finite = { observation: discrete(20), action: discrete(3), discount: 0.95 };

export type Angle = Box<"float32", readonly [number, number, number]>;
export type Torque = Box<"float32", readonly [number]>;

/** A pendulum: cosine, sine, velocity; torque. */
export const pendulum: Problem<Angle, Torque> = {
  observation: box("float32", [-1, -1, -8], [1, 1, 8]), action: box("float32", [-2], [2]), discount: 0.99,
};
export declare const pendulumNetwork: (parameters: Network) => Dynamics<Angle, Torque>;
