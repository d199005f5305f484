import { arenaMemory } from "./arena-memory.ts";

/** One leg with three joints that hops in a plane: torso, thigh, leg, foot. `margin`: of every geom, in meters. */
export const hopperModel = (margin: number): string => `
<mujoco model="hopper">
  <compiler angle="degree" inertiafromgeom="true"/>
  <size memory="${arenaMemory}"/>
  <option timestep="0.002" integrator="RK4"/>
  <default>
    <joint limited="true" armature="1" damping="1"/>
    <geom contype="1" conaffinity="1" condim="1" margin="${margin}" solref="0.02 1" solimp="0.8 0.8 0.01"/>
    <motor ctrllimited="true" ctrlrange="-1 1" gear="200"/>
  </default>
  <worldbody>
    <geom name="floor" type="plane" size="20 20 0.125" condim="3"/>
    <body name="torso" pos="0 0 1.25">
      <joint name="rootx" type="slide" pos="0 0 -1.25" axis="1 0 0" limited="false" armature="0" damping="0" stiffness="0"/>
      <joint name="rootz" type="slide" pos="0 0 -1.25" axis="0 0 1" ref="1.25"
        limited="false" armature="0" damping="0" stiffness="0"/>
      <joint name="rooty" type="hinge" axis="0 1 0" limited="false" armature="0" damping="0" stiffness="0"/>
      <geom name="torso" type="capsule" size="0.05 0.19999999999999996" friction="0.9"/>
      <body name="thigh" pos="0 0 -0.19999999999999996">
        <joint name="thigh" type="hinge" axis="0 -1 0" range="-150 0"/>
        <geom name="thigh" type="capsule" size="0.05 0.22500000000000003" pos="0 0 -0.22500000000000009" friction="0.9"/>
        <body name="leg" pos="0 0 -0.70000000000000007">
          <joint name="leg" type="hinge" pos="0 0 0.25" axis="0 -1 0" range="-150 0"/>
          <geom name="leg" type="capsule" size="0.04 0.25" friction="0.9"/>
          <body name="foot" pos="0.13 0 -0.35">
            <joint name="foot" type="hinge" pos="-0.13 0 0.1" axis="0 -1 0" range="-45 45"/>
            <geom name="foot" type="capsule" size="0.06 0.195" pos="-0.065 0 0.1"
              quat="0.70710678118654757 0 -0.70710678118654746 0" friction="2"/>
          </body>
        </body>
      </body>
    </body>
  </worldbody>
  <actuator>
    <motor joint="thigh"/>
    <motor joint="leg"/>
    <motor joint="foot"/>
  </actuator>
</mujoco>
`;
