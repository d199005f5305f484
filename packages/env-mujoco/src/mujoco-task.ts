import type { Box, Random, SceneMark, Tone } from "@worldwise/protocol";
import type { ContactMargins } from "./contact-margins.ts";
import type { PhysicsArrays } from "./engine.ts";

/** What a step is judged by. */
export interface Transition {
  /** What `track` wrote before the step. */
  readonly before: Float64Array;
  /** What it wrote after it. */
  readonly after: Float64Array;
  /** As it was given, not clipped. */
  readonly action: ArrayLike<number>;
  /** Float64 `[O]`, after the step. */
  readonly observation: Float64Array;
  /** After the step. */
  readonly physics: PhysicsArrays;
}

/** What a step was worth. `Info`: what Gymnasium tells besides. */
export interface Judgement<Info> {
  readonly reward: number;
  readonly terminated: boolean;
  readonly info: Info;
}

/** How a world is drawn. */
export interface View {
  /** `side` shows x and z, `top` shows x and y. */
  readonly from: "side" | "top";
  /** Half the width of the visible part, in meters. */
  readonly halfWidth: number;
  readonly bottom: number;
  readonly top: number;
  /** Body that stays in the middle; without it, the origin does. */
  readonly follow?: number;
  /** Tone of a geom, where it is not that of a body or of the ground. */
  readonly tones?: Readonly<Record<number, Tone>>;
  readonly marks?: readonly SceneMark[];
}

/** One task in MuJoCo, engine aside: model, start, what is shown, what is paid. */
export interface MujocoTask<Info> {
  readonly name: string;
  /** MJCF. */
  readonly model: string;
  /** Seconds of one step of the engine. */
  readonly timestep: number;
  /** Steps of the engine in a step of the environment. */
  readonly frameSkip: number;
  readonly maxEpisodeSteps: number;
  readonly discount: number;
  readonly action: Box<"float32">;
  /** O */
  readonly observationSize: number;
  /** How many numbers are kept to compare the next step with. */
  readonly trackedSize: number;
  /** Whether forces from outside must be computed after a step. */
  readonly needsContactForces: boolean;
  /** None where no geom has a margin. */
  readonly contactMargins?: ContactMargins;
  readonly view: View;
  /** Puts noise on the default positions and on velocities of 0. */
  start(random: Random, position: Float64Array, velocity: Float64Array): void;
  observe(physics: PhysicsArrays, outObservation: Float64Array): void;
  track(physics: PhysicsArrays, outTracked: Float64Array): void;
  judge(transition: Transition): Judgement<Info>;
  /** What is told on a reset: no velocity, no rewards. */
  tellStart(physics: PhysicsArrays): Info;
}
