import type { Dynamics, Lanes, Mdp, NumberArray, RandomLanes, Space, StepBuffers } from "@worldwise/protocol";
import { allocate, mark, stepBuffers } from "@worldwise/protocol";
import { jointState, jointSpace } from "./joint-state.ts";
import type { WrapperSpaces } from "./rows.ts";
import { copyRow, legalActionsOf, perLaneCount, wrapperLane, wrapperSpaces } from "./rows.ts";
import type { WrappedDynamics } from "./world.ts";
import type { WrapperDefinition, WrapperLane } from "./wrapper-definition.ts";

type Inner = Dynamics & { readonly mdp?: Mdp };

/** Buffers of the inner world. */
interface Scratch {
  readonly state: Lanes<Space>;
  readonly action: Lanes<Space>;
  readonly seen: Lanes<Space>;
  readonly mask: Uint8Array;
  readonly out: StepBuffers;
}

/** Puts a wrapper round dynamics. See `wrap`. */
export function wrapDynamics(inner: Inner, definition: WrapperDefinition): WrappedDynamics<Space, Space, Space> {
  const spaces = wrapperSpaces(inner, definition);
  const { observation, action } = spaces;
  const scratch = perLaneCount((lanes): Scratch => ({
    state: allocate(inner.state, lanes), action: allocate(inner.action, lanes), seen: allocate(inner.observation, lanes),
    mask: new Uint8Array(inner.action.kind === "discrete" ? lanes * inner.action.count : 0), out: stepBuffers(inner.state, lanes),
  }));
  const trial: Trial = {
    inner, definition, spaces, lane: wrapperLane(spaces), scratch, split: jointState(inner.state, spaces.memorySize),
  };
  const legalActions = legalActionsOf(inner.legalActions, definition, spaces);
  const isSameGrid = !definition.observe && !definition.action;
  const mdp = inner.mdp && definition.mdp?.(inner.mdp);
  const dynamics: Dynamics & { readonly mdp?: Mdp } = {
    observation, action, state: definition.memory ? jointSpace(inner.state, definition.memory) : inner.state,
    discount: inner.discount, ...(inner.maxEpisodeSteps !== undefined && { maxEpisodeSteps: inner.maxEpisodeSteps }),
    start: startOf(trial), step: stepOf(trial), observe: observeOf(trial), ...encodeOf(trial),
    ...(
      legalActions && { legalActions }
    ), ...(isSameGrid && inner.grid && { grid: inner.grid }), ...sceneOf(trial), ...(mdp && { mdp }),
  };
  return mark("dynamics", {
    ...definition, spaces: { observation, action }, needs: [], provides: mdp ? ["mdp", "dynamics"] : ["dynamics"],
  },
    dynamics) as WrappedDynamics<Space, Space, Space>; // with an mdp it provides one more than the type says
}

interface Trial {
  readonly inner: Inner;
  readonly definition: WrapperDefinition;
  readonly spaces: WrapperSpaces;
  readonly lane: WrapperLane;
  readonly scratch: (lanes: number) => Scratch;
  readonly split: ReturnType<typeof jointState>;
}

function startOf({ inner, definition, spaces: { seen: { size } }, lane, scratch, split }: Trial): Dynamics["start"] {
  if (!definition.memory) return (random, outState) => inner.start(random, outState);
  return (random, outState) => {
    const { state, seen } = scratch(random.lanes);
    inner.start(random, state);
    if (definition.looks === true) inner.observe(state, seen);
    for (let b = 0; b < random.lanes; b++) {
      copyRow(seen, b * size, lane.seen, 0, size);
      lane.memory.fill(0);
      definition.start?.(lane, random.lane(b));
      split.writeState(state, outState, b);
      split.writeMemory(lane.memory, outState, b);
    }
  };
}

function stepOf(trial: Trial): Dynamics["step"] {
  const { inner, definition, lane, scratch, split } = trial;
  const act = actOf(trial);
  const after = afterOf(trial);
  return (state, action, random, out) => {
    const lanes = out.reward.length;
    const buffers = scratch(lanes);
    const innerState = split.stateOf(state, buffers.state);
    if (definition.memory && !definition.act) {
      for (let b = 0; b < lanes; b++) split.writeMemory(split.readMemory(state, b, lane.memory), out.state, b);
    }
    const innerAction = act(innerState, state, action, random, out, buffers);
    if (!definition.memory) {
      inner.step(innerState, innerAction, random, out);
      return after(innerAction, out, random, out, buffers);
    }
    inner.step(innerState, innerAction, random, buffers.out);
    for (let b = 0; b < lanes; b++) split.writeState(buffers.out.state, out.state, b);
    out.reward.set(buffers.out.reward);
    out.terminated.set(buffers.out.terminated);
    after(innerAction, buffers.out, random, out, buffers);
  };
}

type Act = (
  innerState: Lanes<Space>, state: NumberArray, action: Lanes<Space>, random: RandomLanes, out: StepBuffers, buffers: Scratch,
) => Lanes<Space>;

/** The actions that the inner world gets; the memory goes from the state into `out`. */
function actOf({ inner, definition, spaces, lane, split }: Trial): Act {
  if (!definition.act) return (_innerState, _state, action) => action;
  const [
    actionSize, innerSize, seenSize, legalCount,
  ] = [spaces.action.size, spaces.innerAction.size, spaces.seen.size, lane.legal.length];
  const { legalActions } = inner;
  return (innerState, state, action, random, out, { action: innerAction, seen, mask }) => {
    if (legalActions) {
      inner.observe(innerState, seen);
      legalActions.mask(seen, mask);
    }
    for (let b = 0; b < out.reward.length; b++) {
      if (legalActions) {
        copyRow(seen, b * seenSize, lane.seen, 0, seenSize);
        copyRow(mask, b * legalCount, lane.legal, 0, legalCount);
      }
      copyRow(action, b * actionSize, lane.action, 0, actionSize);
      split.readMemory(state, b, lane.memory);
      definition.act?.(lane, random.lane(b));
      copyRow(lane.innerAction, 0, innerAction, b * innerSize, innerSize);
      split.writeMemory(lane.memory, out.state, b);
    }
    return innerAction;
  };
}

type After = (
  innerAction: NumberArray, stepped: StepBuffers, random: RandomLanes, out: StepBuffers, buffers: Scratch,
) => void;

/** Reward and memory of each lane, in `out`. */
function afterOf({ inner, definition, spaces, lane, split }: Trial): After {
  if (!definition.after) return () => undefined;
  const [seenSize, actionSize] = [spaces.seen.size, spaces.innerAction.size];
  return (innerAction, stepped, random, out, { seen }) => {
    if (definition.looks === true) inner.observe(stepped.state, seen);
    for (let b = 0; b < out.reward.length; b++) {
      copyRow(seen, b * seenSize, lane.seen, 0, seenSize);
      copyRow(innerAction, b * actionSize, lane.innerAction, 0, actionSize);
      split.readMemory(out.state, b, lane.memory);
      lane.reward = out.reward[b]!;
      definition.after?.(lane, random.lane(b));
      out.reward[b] = lane.reward;
      split.writeMemory(lane.memory, out.state, b);
    }
  };
}

function observeOf({ inner, definition, spaces, lane, scratch, split }: Trial): Dynamics["observe"] {
  const { observation: { size }, seen: { size: seenSize } } = spaces;
  const shown = new Float64Array(size);
  return (state, outObservation) => {
    const lanes = split.lanesIn(state);
    const buffers = scratch(lanes);
    const innerState = split.stateOf(state, buffers.state);
    if (!definition.observe) return inner.observe(innerState, outObservation);
    inner.observe(innerState, buffers.seen);
    for (let b = 0; b < lanes; b++) {
      copyRow(buffers.seen, b * seenSize, lane.seen, 0, seenSize);
      definition.observe(lane.seen, split.readMemory(state, b, lane.memory), shown);
      copyRow(shown, 0, outObservation, b * size, size);
    }
  };
}

/** Where one observation is enough for the inner world, and for the memory. */
function encodeOf({ inner, definition, spaces, lane, scratch, split }: Trial): Pick<Dynamics, "encode"> {
  const { observe, recall, reveal, memory } = definition;
  if (!inner.encode || (memory && !recall) || (observe && !(reveal && recall))) return {};
  if (!observe && !memory) return { encode: (observation, outState) => inner.encode?.(observation, outState) };
  const { observation: { size }, seen: { size: seenSize } } = spaces;
  const shown = new Float64Array(size);
  return {
    encode(observation, outState) {
      const lanes = split.lanesIn(outState);
      const { seen, state } = scratch(lanes);
      const innerState = memory ? state : outState;
      for (let b = 0; b < lanes; b++) {
        copyRow(observation, b * size, shown, 0, size);
        if (reveal) definition.reveal?.(shown, lane.seen);
        else lane.seen.set(shown);
        copyRow(lane.seen, 0, seen, b * seenSize, seenSize);
        definition.recall?.(shown, lane.memory);
        split.writeMemory(lane.memory, outState, b);
      }
      inner.encode?.(seen, innerState);
      if (memory) for (let b = 0; b < lanes; b++) split.writeState(innerState, outState, b);
    },
  };
}

function sceneOf({ inner, scratch, split }: Trial): Pick<Dynamics, "scene"> {
  if (!inner.scene) return {};
  return { scene: (state, lane) => inner.scene!(split.stateOf(state, scratch(split.lanesIn(state)).state), lane) };
}
