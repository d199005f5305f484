import type { Component, Dynamics, Lanes, RandomLanes, Space, StepBuffers } from "@worldwise/protocol";
import { allocate, boxOfShape, describeSpace, mark, sameSpace, stepBuffers, WorldwiseError } from "@worldwise/protocol";
import type { JointRows } from "./joint-state.ts";
import { jointSpace, jointState } from "./joint-state.ts";
import { oneLaneViews } from "./one-lane.ts";
import { packageName } from "./package-name.ts";
import { copyRow, perLaneCount } from "./rows.ts";
import type { Schedule, ScheduleClock } from "./schedule.ts";
import { clockOf } from "./schedule.ts";
import type { JointState } from "./world.ts";

/**
 * A world that becomes another one as an episode goes on: other dynamics, another task, or both.
 *
 *   step t = 0, 1, … of an episode follows worlds[k(t)]:   k(t) = |\{ i : at_i ≤ t \}|,  or ⌊t / every⌋ mod worlds.length
 *
 * The clock t is a part of the state, (state, t), as far as the schedule needs it; the agent does not see it. Episodes start in
 * the first world, and states look as they do there. For worlds that change in the life of an agent, over episodes, see
 * `switchingWorld` of `@worldwise/env-tabular`.
 *
 * Forwards discount, `maxEpisodeSteps`, `legalActions`, `grid` and `scene` of the first world; drops `encode` and `mdp`. Throws
 * `worlds-differ` unless spaces and discounts are the same, `bad-options` on a schedule that does not fit.
 */
export function switching<O extends Space, A extends Space>(
  worlds: readonly [Dynamics<O, A>, ...Dynamics<O, A>[]], schedule: Schedule,
): Dynamics<O, A, JointState> & Component<"dynamics", never, "dynamics"> {
  const clock = clockOf(schedule, worlds.length);
  checkSame(worlds);
  const [first] = worlds;
  const { observation, action, discount, maxEpisodeSteps, legalActions, grid } = first;
  const rows = jointState(first.state, 1);
  const scratch = perLaneCount((lanes) => allocate(first.state, lanes));
  const stateOf = (state: Lanes<Space>): Lanes<Space> => rows.stateOf(state, scratch(rows.lanesIn(state)));
  const beginning = new Float64Array(1);
  const dynamics: Dynamics<O, A, JointState> = {
    observation, action, discount, state: jointSpace(first.state, boxOfShape("float64", [1], 0, clock.last)),
    ...(maxEpisodeSteps !== undefined && { maxEpisodeSteps }), ...(legalActions && { legalActions }), ...(grid && { grid }),
    start(random, outState) {
      const state = scratch(random.lanes);
      first.start(random, state);
      for (let b = 0; b < random.lanes; b++) {
        rows.writeState(state, outState, b);
        rows.writeMemory(beginning, outState, b);
      }
    },
    step: stepOf(worlds, clock, rows),
    observe: (state, outObservation) => first.observe(stateOf(state), outObservation),
    ...(first.scene && { scene: (state, lane) => first.scene!(stateOf(state), lane) }),
  };
  return mark("dynamics", {
    name: "switching", package: packageName, spaces: { observation, action }, needs: [], provides: ["dynamics"],
  }, dynamics);
}

/** One lane as buffers of its own. */
interface Single {
  readonly state: Lanes<Space>;
  readonly action: Lanes<Space>;
  readonly out: StepBuffers;
}

/** Lanes that have reached different worlds are stepped one by one. */
function stepOf(worlds: readonly [Dynamics, ...Dynamics[]], clock: ScheduleClock, rows: JointRows): Dynamics["step"] {
  const [{ state: { size }, state: space, action: actionSpace }] = worlds;
  const reading = new Float64Array(1);
  const viewOf = oneLaneViews();
  const scratch = perLaneCount((lanes) => ({ state: allocate(space, lanes), out: stepBuffers(space, lanes) }));
  const single: Single = { state: allocate(space, 1), action: allocate(actionSpace, 1), out: stepBuffers(space, 1) };

  function stepLane(b: number, state: Lanes<Space>, action: Lanes<Space>, random: RandomLanes, out: StepBuffers): void {
    copyRow(state, b * (size + 1), single.state, 0, size);
    copyRow(action, b * actionSpace.size, single.action, 0, actionSpace.size);
    const world = worlds[clock.worldAt(rows.readMemory(state, b, reading)[0]!)]!;
    world.step(single.state, single.action, viewOf(random, b), single.out);
    copyRow(single.out.state, 0, out.state, b * (size + 1), size);
    out.reward[b] = single.out.reward[0]!;
    out.terminated[b] = single.out.terminated[0]!;
  }
  function stepTogether(world: Dynamics, state: Lanes<Space>, action: Lanes<Space>, random: RandomLanes, out: StepBuffers): void {
    const buffers = scratch(out.reward.length);
    world.step(rows.stateOf(state, buffers.state), action, random, buffers.out);
    for (let b = 0; b < out.reward.length; b++) rows.writeState(buffers.out.state, out.state, b);
    out.reward.set(buffers.out.reward);
    out.terminated.set(buffers.out.terminated);
  }
  return (state, action, random, out) => {
    const common = commonWorld(state, out.reward.length);
    if (common >= 0) stepTogether(worlds[common]!, state, action, random, out);
    else for (let b = 0; b < out.reward.length; b++) stepLane(b, state, action, random, out);
    for (let b = 0; b < out.reward.length; b++) {
      reading[0] = clock.next(rows.readMemory(state, b, reading)[0]!);
      rows.writeMemory(reading, out.state, b);
    }
  };

  /** The world that all lanes are in, or −1. */
  function commonWorld(state: Lanes<Space>, lanes: number): number {
    const worldOf = (b: number): number => clock.worldAt(rows.readMemory(state, b, reading)[0]!);
    const common = worldOf(0);
    for (let b = 1; b < lanes; b++) if (worldOf(b) !== common) return -1;
    return common;
  }
}

function checkSame([first, ...others]: readonly [Dynamics, ...Dynamics[]]): void {
  others.forEach((other, i) => {
    for (const side of ["observation", "action", "state"] as const) {
      if (!sameSpace(
        first[side], other[side],
      )) throw differ(i + 1, `${side} in ${describeSpace(first[side])}`, describeSpace(other[side]));
    }
    if (other.discount !== first.discount) throw differ(i + 1, `discount ${first.discount}`, String(other.discount));
  });
}

const differ = (world: number, expected: string, got: string): WorldwiseError => new WorldwiseError("worlds-differ", {
  expected: `${expected} in every world, bounds too`, got: `${got} in world ${world}`, todo: "pass worlds of one kind",
}, { world });
