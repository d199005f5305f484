/**
 * A simulator that keeps its own state, B lanes of it, and the same behind a pipe: one driver for both, and a loop that refuses
 * to wait.
 */
import type { Box, Dynamics, Environment, Restorable, Space, VectorEnvironment } from "../index.ts";
import { allocate, box, vectorStep } from "../index.ts";

type Observation = Box<"float64", readonly [number, number]>;
type Force = Box<"float32", readonly [number]>;

/** The engine owns its memory; the environment is written round it. */
export function pendulumEngine(): Environment<Observation, Force, { readonly energy: number }> & Restorable<Observation> {
  const data = new Float64Array(3); // angle, velocity, time
  const observe = (): Float64Array => data.slice(0, 2);
  const info = (): { energy: number } => ({ energy: 0.5 * data[1]! ** 2 + Math.cos(data[0]!) });
  return {
    observation: box("float64", [-4, -8], [4, 8]), action: box("float32", [-1], [1]), discount: 0.99, observe,
    reset({ seed = 0 } = {}) {
      data.set([Math.sin(seed), 0, 0]);
      return { observation: observe(), info: info() };
    },
    step(force) {
      data[1] = data[1]! + 0.05 * (Math.sin(data[0]!) + force[0]!);
      data[0] = data[0]! + 0.05 * data[1];
      data[2] = data[2]! + 0.05;
      const terminated = Math.abs(data[0]) > 4;
      const truncated = !terminated && data[2] > 10;
      return { observation: observe(), reward: Math.cos(data[0]), terminated, truncated, info: info() };
    },
    snapshotSize: data.length,
    snapshot: (out) => out.set(data),
    restore: (state) => data.set(state),
  };
}

export const energy: number = pendulumEngine().reset().info.energy;
// @ts-expect-error the action is an array of forces, not a number
pendulumEngine().step(1);

/** Snapshots are lanes of a box of doubles, so a simulator that can restore is a `Dynamics` for tree search. */
declare function fromSnapshots<O extends Space, A extends Space>(
  simulator: Environment<O, A> & Restorable<O>,
): Dynamics<O, A, Box<"float64">>;
export const searchable: Dynamics<Observation, Force, Box<"float64">> = fromSnapshots(pendulumEngine());
declare const sealed: Environment<Observation, Force>;
// @ts-expect-error a simulator that cannot restore cannot be searched
fromSnapshots(sealed);

/** A whole bridge: one round trip for all lanes, whatever their number. */
export function behindPipe<O extends Space, A extends Space>(
  local: VectorEnvironment<O, A>, roundTrip: () => Promise<void>,
): VectorEnvironment<O, A, Promise<undefined>> {
  const { observation, action, discount, lanes } = local;
  return {
    observation, action, discount, lanes,
    async reset(mask, out) { await roundTrip(); return local.reset(mask, out); },
    async step(chosen, out) { await roundTrip(); return local.step(chosen, out); },
  };
}

/** The outermost loop awaits only what is a promise: a local environment costs no turn of the event loop. */
export async function totalReward<O extends Space, A extends Space>(
  environment: VectorEnvironment<O, A, undefined | Promise<undefined>>, steps: number,
): Promise<number> {
  const { lanes } = environment;
  const out = vectorStep(environment.observation, lanes);
  const [action, mask] = [allocate(environment.action, lanes), new Uint8Array(lanes).fill(1)];
  let total = 0;
  for (let step = 0; step < steps; step++) {
    const started = mask.includes(1) ? environment.reset(mask, out.observation) : undefined;
    if (started) await started;
    const stepped = environment.step(action, out);
    if (stepped) await stepped;
    for (let b = 0; b < lanes; b++) {
      total += out.reward[b]!;
      mask[b] = out.terminated[b]! | out.truncated[b]!;
    }
  }
  return total;
}

declare const local: VectorEnvironment<Observation, Force>;
declare const remote: VectorEnvironment<Observation, Force, Promise<undefined>>;
export const totals: readonly Promise<number>[] = [totalReward(local, 500), totalReward(remote, 500)];
declare function synchronousLoop(environment: VectorEnvironment): void;
synchronousLoop(local);
// @ts-expect-error a loop that does not wait refuses an environment that must be waited for
synchronousLoop(remote);
