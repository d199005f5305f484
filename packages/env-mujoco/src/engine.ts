/** What is known of one geom, for drawings. */
export interface Geom {
  readonly shape: "plane" | "sphere" | "capsule" | "cylinder" | "other";
  readonly radius: number;
  /** Half the distance between the ends of a capsule, in meters. */
  readonly halfLength: number;
  /** 0: fixed to the world. */
  readonly body: number;
}

/**
 * Arrays of a simulation in the memory of its engine: they are what the last call left there.
 *
 * N positions, V velocities, U controls, B bodies with the world as the first, G geoms.
 */
export interface PhysicsArrays {
  /** `[N]` */
  readonly position: Float64Array;
  /** `[V]` */
  readonly velocity: Float64Array;
  /** `[V]` Accelerations from which the solver begins. */
  readonly warmStart: Float64Array;
  /** `[U]` */
  readonly control: Float64Array;
  /** `[B, 3]` */
  readonly bodyPosition: Float64Array;
  /** `[sites, 3]` */
  readonly sitePosition: Float64Array;
  /** `[B, 6]` Torques and forces from outside on each body; what `contactForces` left. */
  readonly contactForce: Float64Array;
  /** `[V]` Forces of limits and contacts on each degree of freedom. */
  readonly constraintForce: Float64Array;
  /** `[G, 3]` */
  readonly geomPosition: Float64Array;
  /** `[G, 3, 3]` */
  readonly geomRotation: Float64Array;
}

/** One compiled model with room for one state of it. */
export interface Simulation {
  /** `[N]` Positions of the model as it was written. */
  readonly defaultPosition: Float64Array;
  readonly geoms: readonly Geom[];
  /** The arrays. Ask again after each call of the engine: its memory may have moved. */
  arrays(): PhysicsArrays;
  /** Forgets everything: default positions, no velocity, no control, no warm start. */
  clear(): void;
  /** Computes all that follows from positions, velocities and controls. Moves nothing. */
  forward(): void;
  /** Computes where bodies and geoms are. Moves nothing. */
  kinematics(): void;
  /** Computes the forces from outside on each body, of the last internal evaluation. */
  contactForces(): void;
  /** Advances by some time steps. False: the engine met numbers that are not finite, or above 10^10, and began anew by itself. */
  advance(stepCount: number): boolean;
  /** Gives the memory back. The simulation must not be used any more. */
  close(): void;
}

/** A physics engine that speaks MJCF. */
export interface PhysicsEngine {
  /** Package and version. */
  readonly name: string;
  /** What the margins of two geoms make for their contact: the larger one, or, since MuJoCo 3.9, their sum. */
  readonly marginRule: "larger" | "sum";
  /** Compiles a model. Throws with the engine's own words on one that it does not understand. */
  open(model: string): Simulation;
}
