import { arenaMemory } from "./arena-memory.ts";

/** Two poles, one on the other, on a cart on a rail. Nothing collides; a wisp of gravity along the rail breaks the symmetry. */
export const invertedDoublePendulumModel = (): string => `
<mujoco model="inverted-double-pendulum">
  <compiler angle="degree" inertiafromgeom="true"/>
  <size memory="${arenaMemory}"/>
  <option timestep="0.01" integrator="RK4" gravity="1e-5 0 -9.81"/>
  <default>
    <joint damping="0.05"/>
    <geom contype="0" friction="1 0.1 0.1"/>
    <motor ctrllimited="true" ctrlrange="-1 1" gear="500"/>
  </default>
  <worldbody>
    <geom name="floor" type="plane" pos="0 0 -3" size="40 40 40"/>
    <geom name="rail" type="capsule" size="0.02 1" quat="0.707 0 0.707 0"/>
    <body name="cart">
      <joint name="slider" type="slide" axis="1 0 0" limited="true" range="-1 1" margin="0.01"/>
      <geom name="cart" type="capsule" size="0.1 0.1" quat="0.707 0 0.707 0"/>
      <body name="pole">
        <joint name="hinge" type="hinge" axis="0 1 0"/>
        <geom name="pole" type="capsule" fromto="0 0 0 0 0 0.6" size="0.045"/>
        <body name="pole2" pos="0 0 0.6">
          <joint name="hinge2" type="hinge" axis="0 1 0"/>
          <geom name="pole2" type="capsule" fromto="0 0 0 0 0 0.6" size="0.045"/>
          <site name="tip" pos="0 0 0.6"/>
        </body>
      </body>
    </body>
  </worldbody>
  <actuator>
    <motor joint="slider"/>
  </actuator>
</mujoco>
`;
