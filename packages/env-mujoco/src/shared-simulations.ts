import type { PhysicsEngine, Simulation } from "./engine.ts";

/** A simulation that several environments use in turn, and how many still do. */
interface Shared {
  readonly simulation: Simulation;
  users: number;
}

const byEngine = new WeakMap<PhysicsEngine, Map<string, Shared>>();

/** A share in a simulation. */
export interface SimulationShare {
  readonly simulation: Simulation;
  /** The last one closes the simulation. Call it once. */
  release(): void;
}

/**
 * The simulation of a model: compiled by the first who asks, closed by the last who releases it.
 *
 * One for all environments of a model: each keeps its own state and writes it there before it computes. Another environment
 * then costs the engine nothing, the engine's memory need not grow, and what happens in one cannot leak into another.
 */
export function shareSimulation(engine: PhysicsEngine, model: string): SimulationShare {
  const open = byEngine.get(engine) ?? new Map<string, Shared>();
  byEngine.set(engine, open);
  const shared = open.get(model) ?? { simulation: engine.open(model), users: 0 };
  open.set(model, shared);
  shared.users++;
  const release = (): void => {
    if (--shared.users > 0) return;
    open.delete(model);
    shared.simulation.close();
  };
  return { simulation: shared.simulation, release };
}

/** How many simulations an engine has open. */
export const openSimulationCount = (engine: PhysicsEngine): number => byEngine.get(engine)?.size ?? 0;
