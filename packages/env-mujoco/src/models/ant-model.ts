import { arenaMemory } from "./arena-memory.ts";

interface Leg {
  readonly number: 1 | 2 | 3 | 4;
  /** Direction of the leg from the torso: signs of x and y. */
  readonly x: 1 | -1;
  readonly y: 1 | -1;
  readonly ankleAxis: string;
  readonly ankleRange: string;
}

const legs: readonly Leg[] = [
  { number: 1, x: 1, y: 1, ankleAxis: "-1 1 0", ankleRange: "30 70" },
  { number: 2, x: -1, y: 1, ankleAxis: "1 1 0", ankleRange: "-70 -30" },
  { number: 3, x: -1, y: -1, ankleAxis: "-1 1 0", ankleRange: "-70 -30" },
  { number: 4, x: 1, y: -1, ankleAxis: "1 1 0", ankleRange: "30 70" },
];

const leg = ({ number, x, y, ankleAxis, ankleRange }: Leg): string => `
      <body name="leg_${number}">
        <geom type="capsule" fromto="0 0 0 ${0.2 * x} ${0.2 * y} 0" size="0.08"/>
        <body name="hip_${number}" pos="${0.2 * x} ${0.2 * y} 0">
          <joint name="hip_${number}" type="hinge" axis="0 0 1" range="-30 30"/>
          <geom type="capsule" fromto="0 0 0 ${0.2 * x} ${0.2 * y} 0" size="0.08"/>
          <body name="ankle_${number}" pos="${0.2 * x} ${0.2 * y} 0">
            <joint name="ankle_${number}" type="hinge" axis="${ankleAxis}" range="${ankleRange}"/>
            <geom type="capsule" fromto="0 0 0 ${0.4 * x} ${0.4 * y} 0" size="0.08"/>
          </body>
        </body>
      </body>`;

/** The order of Gymnasium's actions: the fourth leg comes first. */
const motors = [4, 1, 2, 3].map((number) => `
    <motor joint="hip_${number}"/>
    <motor joint="ankle_${number}"/>`);

/** A ball on four legs of two joints each, free in space. `margin`: of every geom, in meters. */
export const antModel = (margin: number): string => `
<mujoco model="ant">
  <compiler angle="degree" inertiafromgeom="true"/>
  <size memory="${arenaMemory}"/>
  <option timestep="0.01" integrator="RK4"/>
  <default>
    <joint limited="true" armature="1" damping="1"/>
    <geom contype="1" conaffinity="0" condim="3" density="5" friction="1 0.5 0.5" margin="${margin}"/>
    <motor ctrllimited="true" ctrlrange="-1 1" gear="150"/>
  </default>
  <worldbody>
    <geom name="floor" type="plane" size="40 40 40" conaffinity="1"/>
    <body name="torso" pos="0 0 0.75">
      <joint name="root" type="free" limited="false" armature="0" damping="0"/>
      <geom name="torso" type="sphere" size="0.25"/>${legs.map(leg).join("")}
    </body>
  </worldbody>
  <actuator>${motors.join("")}
  </actuator>
</mujoco>
`;
