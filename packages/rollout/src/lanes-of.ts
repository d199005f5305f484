import type { Environment, Lanes, Restorable, RestorableLanes, Space, VectorEnvironment, VectorStep } from "@worldwise/protocol";
import { allocate, checkLanes, describeSpace, fromElement, sameSpace, seedKey, toElement, WorldwiseError } from "@worldwise/protocol";
import { copyLane } from "./copy-lane.ts";
import { checkMask } from "./check-mask.ts";
import { isRestorable } from "./is-restorable.ts";
import { checkSnapshot } from "./snapshot-layout.ts";

/** How a pool of simulators begins. */
export interface LanesOfOptions {
  /** The first reset of lane b gets the seed `seed + b`, as Gymnasium's vector environments do it; later ones go on with its stream. */
  readonly seed?: number;
}

/**
 * A pool of single environments side by side, lane b the b-th: for simulators that keep their own state.
 *
 * Each keeps its own stream. With a `seed` the lanes seed themselves; without, seed the environments yourself, and differently.
 * All must have the same spaces and discount. Where all can be restored, so can the lanes: their snapshots one after the other,
 * then, with a `seed`, which lanes have begun. `close` closes all, also where closing one throws. Elements are allocated by the
 * environments; nothing else is, in a step.
 */
export function lanesOf<O extends Space, A extends Space, Info>(
  environments: readonly (Environment<O, A, Info> & Restorable<O>)[], options?: LanesOfOptions,
): VectorEnvironment<O, A> & RestorableLanes<O>;
export function lanesOf<O extends Space, A extends Space, Info>(
  environments: readonly Environment<O, A, Info>[], options?: LanesOfOptions,
): VectorEnvironment<O, A>;
export function lanesOf<O extends Space, A extends Space, Info>(
  environments: readonly Environment<O, A, Info>[], { seed }: LanesOfOptions = {},
): VectorEnvironment<O, A> {
  const { observation, action, discount } = firstOfAll(environments);
  const lanes = environments.length;
  if (seed !== undefined) seedKey(seed + lanes - 1);
  const [seen, chosen] = [allocate(observation, 1), allocate(action, 1)];
  const begun = new Uint8Array(seed === undefined ? 0 : lanes);

  function reset(mask: Uint8Array, outObservation: Lanes<O>): undefined {
    checkMask(mask, lanes);
    checkLanes(observation, outObservation, lanes, "outObservation");
    for (let b = 0; b < lanes; b++) {
      if (mask[b] === 0) continue;
      const isFirst = seed !== undefined && begun[b] === 0;
      fromElement<O>(environments[b]!.reset(isFirst ? { seed: seed + b } : {}).observation, seen);
      begun[b] = 1;
      copyLane(seen, 0, outObservation, b, observation.size);
    }
  }
  function step(actions: Lanes<A>, out: VectorStep<O>): undefined {
    checkLanes(action, actions, lanes, "action");
    checkLanes(observation, out.observation, lanes, "observation");
    for (let b = 0; b < lanes; b++) stepLane(b, actions, out);
  }
  function stepLane(b: number, actions: Lanes<A>, out: VectorStep<O>): void {
    copyLane(actions, b, chosen, 0, action.size);
    const { observation: next, reward, terminated, truncated } = environments[b]!.step(toElement(action, chosen));
    fromElement<O>(next, seen);
    copyLane(seen, 0, out.observation, b, observation.size);
    out.reward[b] = reward;
    out.terminated[b] = Number(terminated);
    out.truncated[b] = Number(truncated);
  }
  return Object.freeze({
    observation, action, discount, lanes, reset, step,
    close: () => closeAll(environments),
    ...(environments.every(isRestorable) && restorableLanes(environments, observation, begun)),
  });
}

/** Closes each, and only then throws what the first that could not be closed threw. */
function closeAll(environments: readonly Pick<Environment, "close">[]): undefined {
  const errors: unknown[] = [];
  for (const environment of environments) {
    try {
      environment.close?.();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}

function firstOfAll<O extends Space, A extends Space, Info>(environments: readonly Environment<O, A, Info>[]): Environment<O, A, Info> {
  const [first] = environments;
  if (!first) throw new WorldwiseError("bad-lanes", { expected: "at least one environment", got: "none", todo: "pass one for each lane" });
  environments.forEach((other, lane) => {
    for (const side of ["observation", "action"] as const) {
      const [expected, got] = [describeSpace(first[side]), describeSpace(other[side])];
      if (sameSpace(first[side], other[side])) continue;
      throw different(lane, `${side} in ${expected}`, got === expected ? `${got} with other bounds` : got);
    }
    if (other.discount !== first.discount) throw different(lane, `discount ${first.discount}`, String(other.discount));
  });
  return first;
}

const different = (lane: number, expected: string, got: string): WorldwiseError =>
  new WorldwiseError("bad-lanes", { expected: `${expected} in every lane`, got: `${got} in lane ${lane}`, todo: "pass environments of one kind" }, { lane });

function restorableLanes<O extends Space>(environments: readonly Restorable<O>[], space: O, begun: Uint8Array): RestorableLanes<O> {
  const seen = allocate(space, 1);
  const begunAt = environments.reduce((total, environment) => total + environment.snapshotSize, 0);
  const snapshotSize = begunAt + begun.length;
  const rows = (state: Float64Array): Float64Array[] => {
    checkSnapshot(state, snapshotSize);
    let at = 0;
    return environments.map((environment) => state.subarray(at, at += environment.snapshotSize));
  };
  return {
    snapshotSize,
    observe: (outObservation) => environments.forEach((environment, b) => {
      fromElement<O>(environment.observe(), seen);
      copyLane(seen, 0, outObservation, b, space.size);
    }),
    snapshot(outState) {
      rows(outState).forEach((row, b) => environments[b]!.snapshot(row));
      outState.set(begun, begunAt);
    },
    restore(state) {
      rows(state).forEach((row, b) => environments[b]!.restore(row));
      begun.set(state.subarray(begunAt));
    },
  };
}
