import type { Environment, Lanes, Restorable, RestorableLanes, Space, VectorEnvironment, VectorStep } from "@worldwise/protocol";
import { allocate, checkLanes, describeSpace, fromElement, sameSpace, toElement, WorldwiseError } from "@worldwise/protocol";
import { copyLane } from "./copy-lane.ts";
import { checkMask } from "./check-mask.ts";
import { isRestorable } from "./is-restorable.ts";
import { checkSnapshot } from "./snapshot-layout.ts";

/**
 * Single environments side by side, lane b the b-th: for simulators that keep their own state.
 *
 * Each keeps its own stream: seed them first, by `reset(\{ seed \})` of each, and differently. All must have the same spaces and discount.
 * Where all can be restored, so can the lanes: their snapshots one after the other. `close` closes all.
 * Elements are allocated by the environments; nothing else is, in a step.
 */
export function lanesOf<O extends Space, A extends Space, Info>(
  environments: readonly (Environment<O, A, Info> & Restorable<O>)[],
): VectorEnvironment<O, A> & RestorableLanes<O>;
export function lanesOf<O extends Space, A extends Space, Info>(environments: readonly Environment<O, A, Info>[]): VectorEnvironment<O, A>;
export function lanesOf<O extends Space, A extends Space, Info>(environments: readonly Environment<O, A, Info>[]): VectorEnvironment<O, A> {
  const { observation, action, discount } = firstOfAll(environments);
  const lanes = environments.length;
  const [seen, chosen] = [allocate(observation, 1), allocate(action, 1)];

  function reset(mask: Uint8Array, outObservation: Lanes<O>): undefined {
    checkMask(mask, lanes);
    checkLanes(observation, outObservation, lanes, "outObservation");
    for (let b = 0; b < lanes; b++) {
      if (mask[b] === 0) continue;
      fromElement<O>(environments[b]!.reset().observation, seen);
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
    close: () => { for (const environment of environments) environment.close?.(); return undefined; },
    ...(environments.every(isRestorable) && restorableLanes(environments, observation)),
  });
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

function restorableLanes<O extends Space>(environments: readonly Restorable<O>[], space: O): RestorableLanes<O> {
  const seen = allocate(space, 1);
  const snapshotSize = environments.reduce((total, environment) => total + environment.snapshotSize, 0);
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
    snapshot: (outState) => rows(outState).forEach((row, b) => environments[b]!.snapshot(row)),
    restore: (state) => rows(state).forEach((row, b) => environments[b]!.restore(row)),
  };
}
