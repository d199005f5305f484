import { arenaMemory } from "./arena-memory.ts";

/** An arm of two links on a table, and a target that stays where it is put. Nothing collides. */
export const reacherModel = (): string => `
<mujoco model="reacher">
  <compiler angle="radian" inertiafromgeom="true"/>
  <size memory="${arenaMemory}"/>
  <option timestep="0.01" integrator="RK4"/>
  <default>
    <joint limited="true" armature="1" damping="1"/>
    <geom contype="0" friction="1 0.1 0.1"/>
    <motor ctrllimited="true" ctrlrange="-1 1" gear="200"/>
  </default>
  <worldbody>
    <geom name="table" type="plane" size="1 1 10"/>
    <geom name="south" type="capsule" fromto="-0.3 -0.3 0.01 0.3 -0.3 0.01" size="0.02"/>
    <geom name="east" type="capsule" fromto="0.3 -0.3 0.01 0.3 0.3 0.01" size="0.02"/>
    <geom name="north" type="capsule" fromto="-0.3 0.3 0.01 0.3 0.3 0.01" size="0.02"/>
    <geom name="west" type="capsule" fromto="-0.3 -0.3 0.01 -0.3 0.3 0.01" size="0.02"/>
    <geom name="root" type="cylinder" fromto="0 0 0 0 0 0.02" size="0.011"/>
    <body name="body0" pos="0 0 0.01">
      <joint name="joint0" type="hinge" axis="0 0 1" limited="false"/>
      <geom name="link0" type="capsule" fromto="0 0 0 0.1 0 0" size="0.01"/>
      <body name="body1" pos="0.1 0 0">
        <joint name="joint1" type="hinge" axis="0 0 1" range="-3 3"/>
        <geom name="link1" type="capsule" fromto="0 0 0 0.1 0 0" size="0.01"/>
        <body name="fingertip" pos="0.11 0 0">
          <geom name="fingertip" type="sphere" size="0.01"/>
        </body>
      </body>
    </body>
    <body name="target" pos="0.1 -0.1 0.01">
      <joint name="target_x" type="slide" axis="1 0 0" range="-0.27 0.27" ref="0.1" armature="0" damping="0" stiffness="0"/>
      <joint name="target_y" type="slide" axis="0 1 0" range="-0.27 0.27" ref="-0.1" armature="0" damping="0" stiffness="0"/>
      <geom name="target" type="sphere" size="0.009"/>
    </body>
  </worldbody>
  <actuator>
    <motor joint="joint0"/>
    <motor joint="joint1"/>
  </actuator>
</mujoco>
`;
