import { arenaMemory } from "./arena-memory.ts";

/** Thigh, leg and foot; the left ones have their own names and the same numbers. */
const leg = (side: "" | "_left"): string => `
      <body name="thigh${side}" pos="0 0 -0.19999999999999996">
        <joint name="thigh${side}" type="hinge" axis="0 -1 0" range="-150 0"/>
        <geom name="thigh${side}" type="capsule" size="0.05 0.22500000000000003" pos="0 0 -0.22500000000000009" friction="0.9"/>
        <body name="leg${side}" pos="0 0 -0.70000000000000007">
          <joint name="leg${side}" type="hinge" pos="0 0 0.25" axis="0 -1 0" range="-150 0"/>
          <geom name="leg${side}" type="capsule" size="0.04 0.25" friction="0.9"/>
          <body name="foot${side}" pos="0.2 0 -0.35">
            <joint name="foot${side}" type="hinge" pos="-0.2 0 0.1" axis="0 -1 0" range="-45 45"/>
            <geom name="foot${side}" type="capsule" size="0.06 0.1" pos="-0.1 0 0.1"
              quat="0.70710678118654757 0 -0.70710678118654746 0" friction="1.9"/>
          </body>
        </body>
      </body>`;

/** A torso on two legs of three joints each, in a plane. */
export const walker2dModel = (): string => `
<mujoco model="walker2d">
  <compiler angle="degree" inertiafromgeom="true"/>
  <size memory="${arenaMemory}"/>
  <option timestep="0.002" integrator="RK4"/>
  <default>
    <joint limited="true" armature="0.01" damping="0.1"/>
    <geom contype="1" conaffinity="0" condim="3" density="1000" friction="0.7 0.1 0.1"/>
    <motor ctrllimited="true" ctrlrange="-1 1" gear="100"/>
  </default>
  <worldbody>
    <geom name="floor" type="plane" size="40 40 40" conaffinity="1" condim="3"/>
    <body name="torso" pos="0 0 1.25">
      <joint name="rootx" type="slide" pos="0 0 -1.25" axis="1 0 0" limited="false" armature="0" damping="0" stiffness="0"/>
      <joint name="rootz" type="slide" pos="0 0 -1.25" axis="0 0 1" ref="1.25"
        limited="false" armature="0" damping="0" stiffness="0"/>
      <joint name="rooty" type="hinge" axis="0 1 0" limited="false" armature="0" damping="0" stiffness="0"/>
      <geom name="torso" type="capsule" size="0.05 0.19999999999999996" friction="0.9"/>${leg("")}${leg("_left")}
    </body>
  </worldbody>
  <actuator>
    <motor joint="thigh"/>
    <motor joint="leg"/>
    <motor joint="foot"/>
    <motor joint="thigh_left"/>
    <motor joint="leg_left"/>
    <motor joint="foot_left"/>
  </actuator>
</mujoco>
`;
