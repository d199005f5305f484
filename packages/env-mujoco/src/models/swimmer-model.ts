import { arenaMemory } from "./arena-memory.ts";

/** Three links with two joints in a viscous fluid, in a plane. Nothing collides. */
export const swimmerModel = (): string => `
<mujoco model="swimmer">
  <compiler angle="degree" inertiafromgeom="true"/>
  <size memory="${arenaMemory}"/>
  <option timestep="0.01" integrator="RK4" density="4000" viscosity="0.1"/>
  <default>
    <joint armature="0.1"/>
    <geom contype="0" conaffinity="0" condim="1"/>
    <motor ctrllimited="true" ctrlrange="-1 1" gear="150"/>
  </default>
  <worldbody>
    <geom name="floor" type="plane" pos="0 0 -0.1" size="40 40 0.1"/>
    <body name="torso">
      <joint name="slider1" type="slide" axis="1 0 0"/>
      <joint name="slider2" type="slide" axis="0 1 0"/>
      <joint name="rotation" type="hinge" axis="0 0 1"/>
      <geom name="torso" type="capsule" fromto="1.5 0 0 0.5 0 0" size="0.1" density="1000"/>
      <body name="mid" pos="0.5 0 0">
        <joint name="motor1" type="hinge" axis="0 0 1" limited="true" range="-100 100"/>
        <geom name="mid" type="capsule" fromto="0 0 0 -1 0 0" size="0.1" density="1000"/>
        <body name="back" pos="-1 0 0">
          <joint name="motor2" type="hinge" axis="0 0 1" limited="true" range="-100 100"/>
          <geom name="back" type="capsule" fromto="0 0 0 -1 0 0" size="0.1" density="1000"/>
        </body>
      </body>
    </body>
  </worldbody>
  <actuator>
    <motor joint="motor1"/>
    <motor joint="motor2"/>
  </actuator>
</mujoco>
`;
