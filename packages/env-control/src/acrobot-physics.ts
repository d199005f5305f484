/** Angle θ1 of the first link from hanging, θ2 of the second relative to the first, in rad; then their velocities. */
export type AcrobotLane = [firstAngle: number, secondAngle: number, firstVelocity: number, secondVelocity: number];

const gravity = 9.8;
const mass = 1;
const length = 1;
const center = 0.5;
const inertia = 1;
const { cos, sin, PI } = Math;

/**
 * Time derivative of the state under a torque on the second joint.
 *
 *   d1 = m lc² + m (l² + lc² + 2 l lc cos θ2) + 2I,   d2 = m (lc² + l lc cos θ2) + I
 *   φ2 = m lc g cos(θ1 + θ2 − π/2)
 *   φ1 = −m l lc ω2² sin θ2 − 2 m l lc ω2 ω1 sin θ2 + (m lc + m l) g cos(θ1 − π/2) + φ2
 *   α2 = (u + d2/d1 φ1 − m l lc ω1² sin θ2 − φ2) / (m lc² + I − d2²/d1),   α1 = −(d2 α2 + φ1) / d1
 *
 * Both links: m = 1 kg, l = 1 m, center of mass at lc = 0.5 m, I = 1. Source: Sutton and Barto (1998), section 11.3.
 *
 * @param outRate - overwritten; not `state`
 */
export function acrobotRate(state: Readonly<AcrobotLane>, torque: number, outRate: AcrobotLane): void {
  const [theta1, theta2, omega1, omega2] = state;
  const [cosine2, sine2] = [cos(theta2), sin(theta2)];
  const d1 = mass * center ** 2 + mass * (length ** 2 + center ** 2 + 2 * length * center * cosine2) + inertia + inertia;
  const d2 = mass * (center ** 2 + length * center * cosine2) + inertia;
  const phi2 = mass * center * gravity * cos(theta1 + theta2 - PI / 2);
  const phi1 = -mass * length * center * (omega2 * omega2) * sine2 - 2 * mass * length * center * omega2 * omega1 * sine2
    + (mass * center + mass * length) * gravity * cos(theta1 - PI / 2) + phi2;
  const alpha2 = (torque + d2 / d1 * phi1 - mass * length * center * (omega1 * omega1) * sine2 - phi2)
    / (mass * center ** 2 + inertia - d2 ** 2 / d1);
  outRate[0] = omega1;
  outRate[1] = omega2;
  outRate[2] = -(d2 * alpha2 + phi1) / d1;
  outRate[3] = alpha2;
}

/** One step of an acrobot, torque held. Overwrites `outState`, which is not `state`. */
export type AcrobotStep = (state: Readonly<AcrobotLane>, torque: number, seconds: number, outState: AcrobotLane) => void;

/** A Runge-Kutta step of fourth order. Scratch lives in it. */
export function acrobotIntegrator(): AcrobotStep {
  const lane = (): AcrobotLane => [0, 0, 0, 0];
  const [k1, k2, k3, k4, between] = [lane(), lane(), lane(), lane(), lane()];
  function moveAlong(state: Readonly<AcrobotLane>, rate: Readonly<AcrobotLane>, seconds: number): AcrobotLane {
    for (let i = 0; i < 4; i++) between[i] = state[i]! + seconds * rate[i]!;
    return between;
  }
  return (state, torque, seconds, outState) => {
    acrobotRate(state, torque, k1);
    acrobotRate(moveAlong(state, k1, seconds / 2), torque, k2);
    acrobotRate(moveAlong(state, k2, seconds / 2), torque, k3);
    acrobotRate(moveAlong(state, k3, seconds), torque, k4);
    for (let i = 0; i < 4; i++) outState[i] = state[i]! + seconds / 6 * (k1[i]! + 2 * k2[i]! + 2 * k3[i]! + k4[i]!);
  };
}

/**
 * Energy in J, 0 with both links level: kept without torque, up to the error of integration.
 *
 *   E = ½ d1 ω1² + d2 ω1 ω2 + ½ (m lc² + I) ω2² − (m lc + m l) g cos θ1 − m lc g cos(θ1 + θ2)
 */
export function acrobotEnergy([theta1, theta2, omega1, omega2]: Readonly<AcrobotLane>): number {
  const d1 = mass * (2 * center ** 2 + length ** 2 + 2 * length * center * cos(theta2)) + 2 * inertia;
  const d2 = mass * (center ** 2 + length * center * cos(theta2)) + inertia;
  const kinetic = 0.5 * d1 * omega1 ** 2 + d2 * omega1 * omega2 + 0.5 * (mass * center ** 2 + inertia) * omega2 ** 2;
  return kinetic - (mass * center + mass * length) * gravity * cos(theta1) - mass * center * gravity * cos(theta1 + theta2);
}
