import { arenaMemory } from "./arena-memory.ts";

interface Limb {
  readonly name: string;
  readonly position: string;
  readonly range: string;
  readonly damping: number;
  readonly stiffness: number;
  readonly geomAngle: number;
  readonly geomPosition: string;
  readonly halfLength: number;
}

const limb = ({ name, position, range, damping, stiffness, geomAngle, geomPosition, halfLength }: Limb, below = ""): string => `
      <body name="${name}" pos="${position}">
        <joint name="${name}" type="hinge" axis="0 1 0" range="${range}" damping="${damping}" stiffness="${stiffness}"/>
        <geom name="${name}" type="capsule" size="0.046 ${halfLength}" pos="${geomPosition}"
          axisangle="0 1 0 ${geomAngle}"/>${below}
      </body>`;

const back = {
  thigh: {
    name: "bthigh", position: "-0.5 0 0", range: "-0.52 1.05", damping: 6, stiffness: 240,
    geomAngle: -3.8, geomPosition: "0.1 0 -0.13", halfLength: 0.145,
  },
  shin: {
    name: "bshin", position: "0.16 0 -0.25", range: "-0.785 0.785", damping: 4.5, stiffness: 180,
    geomAngle: -2.03, geomPosition: "-0.14 0 -0.07", halfLength: 0.15,
  },
  foot: {
    name: "bfoot", position: "-0.28 0 -0.14", range: "-0.4 0.785", damping: 3, stiffness: 120,
    geomAngle: -0.27, geomPosition: "0.03 0 -0.097", halfLength: 0.094,
  },
};

const front = {
  thigh: {
    name: "fthigh", position: "0.5 0 0", range: "-1 0.7", damping: 4.5, stiffness: 180,
    geomAngle: 0.52, geomPosition: "-0.07 0 -0.12", halfLength: 0.133,
  },
  shin: {
    name: "fshin", position: "-0.14 0 -0.24", range: "-1.2 0.87", damping: 3, stiffness: 120,
    geomAngle: -0.6, geomPosition: "0.065 0 -0.09", halfLength: 0.106,
  },
  foot: {
    name: "ffoot", position: "0.13 0 -0.18", range: "-0.5 0.5", damping: 1.5, stiffness: 60,
    geomAngle: -0.6, geomPosition: "0.045 0 -0.07", halfLength: 0.07,
  },
};

const leg = ({ thigh, shin, foot }: Readonly<Record<"thigh" | "shin" | "foot", Limb>>): string =>
  limb(thigh, limb(shin, limb(foot)));

/** A torso with a head, a back leg and a front leg of three joints each, in a plane. 14 kg. */
export const halfCheetahModel = (): string => `
<mujoco model="half-cheetah">
  <compiler angle="radian" inertiafromgeom="true" settotalmass="14"/>
  <size memory="${arenaMemory}"/>
  <option timestep="0.01" gravity="0 0 -9.81"/>
  <default>
    <joint limited="true" armature="0.1" damping="0.01" stiffness="8" solreflimit="0.02 1" solimplimit="0 0.8 0.03"/>
    <geom contype="1" conaffinity="0" condim="3" friction="0.4 0.1 0.1" solref="0.02 1" solimp="0 0.8 0.01"/>
    <motor ctrllimited="true" ctrlrange="-1 1"/>
  </default>
  <worldbody>
    <geom name="floor" type="plane" size="40 40 40" conaffinity="1"/>
    <body name="torso" pos="0 0 0.7">
      <joint name="rootx" type="slide" axis="1 0 0" limited="false" armature="0" damping="0" stiffness="0"/>
      <joint name="rootz" type="slide" axis="0 0 1" limited="false" armature="0" damping="0" stiffness="0"/>
      <joint name="rooty" type="hinge" axis="0 1 0" limited="false" armature="0" damping="0" stiffness="0"/>
      <geom name="torso" type="capsule" fromto="-0.5 0 0 0.5 0 0" size="0.046"/>
      <geom name="head" type="capsule" pos="0.6 0 0.1" axisangle="0 1 0 0.87" size="0.046 0.15"/>${leg(back)}${leg(front)}
    </body>
  </worldbody>
  <actuator>
    <motor joint="bthigh" gear="120"/>
    <motor joint="bshin" gear="90"/>
    <motor joint="bfoot" gear="60"/>
    <motor joint="fthigh" gear="120"/>
    <motor joint="fshin" gear="60"/>
    <motor joint="ffoot" gear="30"/>
  </actuator>
</mujoco>
`;
