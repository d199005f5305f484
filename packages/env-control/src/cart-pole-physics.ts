import { isSmall, smallCosine, smallSine } from "./small-angles.ts";

/** A row of numbers in an array: (x, v, θ, ω) from an offset on. x in m, θ in rad, 0 upright. */
interface Row { [index: number]: number }

const gravity = 9.8;
const poleMass = 0.1;
const totalMass = 1 + poleMass;
const halfLength = 0.5;

/** Cart further than this from the middle: fallen, in m. */
export const positionLimit = 2.4;
/** Pole further than this from upright: fallen. 12°, in rad. */
export const angleLimit: number = 12 * 2 * Math.PI / 360;

/**
 * One explicit Euler step of the cart and its pole under a force in N.
 *
 *   t = (F + m l ω² sin θ) / M,   α = (g sin θ − cos θ t) / (l (4/3 − m cos² θ / M)),   a = t − m l α cos θ / M
 *   x' = x + τ v,   v' = v + τ a,   θ' = θ + τ ω,   ω' = ω + τ α
 *
 * m = 0.1 kg, M = 1.1 kg, l = 0.5 m (half the pole), g = 9.8. Right sides read the old values. Orders of operations are those
 * of Gymnasium, to the last bit but for sin and cos.
 *
 * @param at - where the row begins, in both arrays
 * @param seconds - τ
 * @param outState - four numbers are overwritten; may be `state`
 */
export function stepCartPole(state: Readonly<Row>, at: number, force: number, seconds: number, outState: Row): void {
  // Not destructured from an array: that halves the speed.
  const position = state[at]!;
  const velocity = state[at + 1]!;
  const angle = state[at + 2]!;
  const angularVelocity = state[at + 3]!;
  const small = isSmall(angle); // nearly always, while the pole stands
  const sine = small ? smallSine(angle) : Math.sin(angle);
  const cosine = small ? smallCosine(angle) : Math.cos(angle);
  const push = (force + poleMass * halfLength * (angularVelocity * angularVelocity) * sine) / totalMass;
  const inertia = halfLength * (4 / 3 - poleMass * (cosine * cosine) / totalMass);
  const angularAcceleration = (gravity * sine - cosine * push) / inertia;
  const acceleration = push - poleMass * halfLength * angularAcceleration * cosine / totalMass;
  outState[at] = position + seconds * velocity;
  outState[at + 1] = velocity + seconds * acceleration;
  outState[at + 2] = angle + seconds * angularVelocity;
  outState[at + 3] = angularVelocity + seconds * angularAcceleration;
}

/** Whether the cart or the pole is beyond its limit. */
export const hasFallen = (position: number, angle: number): boolean =>
  Math.abs(position) > positionLimit || Math.abs(angle) > angleLimit;
