import { philox } from "@worldwise/math";
import type { Element, Environment, NumberArray, RandomLanes, Restorable, Space } from "@worldwise/protocol";
import { allocate, checkElement, fromElement, mark, seedKey } from "@worldwise/protocol";
import type { WrapperSpaces } from "./rows.ts";
import { copyRow, legalActionsOf, wrapperLane, wrapperSpaces } from "./rows.ts";
import type { WrappedEnvironment } from "./world.ts";
import type { WrapperDefinition, WrapperLane } from "./wrapper-definition.ts";

type Inner = Environment & Partial<Restorable>;

/** What lasts: the memory is the lane's, the stream its own. */
interface Trial {
  readonly inner: Inner;
  readonly definition: WrapperDefinition;
  readonly spaces: WrapperSpaces;
  readonly lane: WrapperLane;
  readonly random: RandomLanes;
}

/** Puts a wrapper round an environment. See `wrap`. */
export function wrapEnvironment(
  inner: Inner, definition: WrapperDefinition,
): WrappedEnvironment<Space, Space, unknown> & Partial<Restorable> {
  const spaces = wrapperSpaces(inner, definition);
  const { observation, action } = spaces;
  const streamOf = (seed: number): RandomLanes => philox.streams(philox.derive(seedKey(seed), definition.name), 1);
  const trial: Trial = { inner, definition, spaces, lane: wrapperLane(spaces), random: streamOf(0) };
  const legalActions = legalActionsOf(inner.legalActions, definition, spaces);
  const isSameGrid = !definition.observe && !definition.action;
  const show = shower(trial);
  const environment: Environment & Partial<Restorable> = {
    observation, action, discount: inner.discount,
    ...(inner.maxEpisodeSteps !== undefined && { maxEpisodeSteps: inner.maxEpisodeSteps }),
    ...(legalActions && { legalActions }), ...(isSameGrid && inner.grid && { grid: inner.grid }),
    ...(inner.scene && { scene: () => inner.scene!() }), ...(inner.close && { close: () => inner.close?.() }),
    reset(options) {
      const { observation: seen, info } = inner.reset(options);
      if (options?.seed !== undefined) trial.random.state.set(streamOf(options.seed).state);
      fromElement(seen, trial.lane.seen);
      trial.lane.memory.fill(0);
      definition.start?.(trial.lane, trial.random.lane(0));
      return { observation: show(seen), info };
    },
    step: stepOf(trial, show),
    ...(isRestorable(inner) && restorable(inner, trial, show)),
  };
  return mark("environment", { ...definition, spaces: { observation, action }, needs: [], provides: [] }, environment);
}

const isRestorable = (environment: Inner): environment is Environment & Restorable => environment.snapshotSize !== undefined;

/** What the agent sees, in an array of its own. */
function shower({ definition, spaces, lane }: Trial): (seen: Element<Space>) => Element<Space> {
  const shown = new Float64Array(spaces.observation.size);
  return (seen) => {
    if (!definition.observe) return seen;
    definition.observe(lane.seen, lane.memory, shown);
    return elementOf(spaces.observation, shown);
  };
}

/** A row as an element that is the receiver's to keep. */
function elementOf(space: Space, row: Float64Array): Element<Space> {
  if (space.kind === "discrete") return row[0]!;
  const element = allocate(space, 1);
  element.set(row);
  return element;
}

function stepOf(trial: Trial, show: (seen: Element<Space>) => Element<Space>): Environment["step"] {
  const { definition, lane, random } = trial;
  const stepInner = innerStep(trial);
  return (action) => {
    const { observation: seen, reward, ...rest } = stepInner(action);
    fromElement(seen, lane.seen);
    lane.reward = reward;
    definition.after?.(lane, random.lane(0));
    return { ...rest, observation: show(seen), reward: lane.reward };
  };
}

/** The inner step, under the action that `act` makes of the chosen one. */
function innerStep({ inner, definition, spaces, lane, random }: Trial): Environment["step"] {
  if (!definition.act) {
    return (action) => {
      const stepped = inner.step(action);
      fromElement(action, lane.innerAction);
      return stepped;
    };
  }
  const undo = undoer([lane.memory, random.state]);
  const seen = allocate(inner.observation, 1);
  return (action) => {
    checkElement(spaces.action, action, "action");
    fromElement(action, lane.action);
    seen.set(lane.seen);
    inner.legalActions?.mask(seen, lane.legal);
    undo.keep();
    definition.act?.(lane, random.lane(0));
    try {
      return inner.step(elementOf(spaces.innerAction, lane.innerAction));
    } catch (error) {
      undo.bringBack();
      throw error;
    }
  };
}

/** Keeps a copy of some arrays: a step that is refused leaves nothing behind. */
function undoer(arrays: readonly NumberArray[]): { keep(): void; bringBack(): void } {
  const copies = arrays.map((array) => array.slice());
  return {
    keep: () => arrays.forEach((array, i) => copyRow(array, 0, copies[i]!, 0, array.length)),
    bringBack: () => arrays.forEach((array, i) => copyRow(copies[i]!, 0, array, 0, array.length)),
  };
}

/** The inner snapshot, then the memory, then the wrapper's stream. */
function restorable(
  inner: Environment & Restorable, { lane, random }: Trial, show: (seen: Element<Space>) => Element<Space>,
): Restorable {
  const { snapshotSize: size } = inner;
  const memorySize = lane.memory.length;
  const look = (): Element<Space> => {
    const seen = inner.observe();
    fromElement(seen, lane.seen);
    return seen;
  };
  return {
    snapshotSize: size + memorySize + random.state.length,
    observe: () => show(look()),
    snapshot(outState) {
      inner.snapshot(outState.subarray(0, size));
      copyRow(lane.memory, 0, outState, size, memorySize);
      copyRow(random.state, 0, outState, size + memorySize, random.state.length);
    },
    restore(state) {
      inner.restore(state.subarray(0, size));
      copyRow(state, size, lane.memory, 0, memorySize);
      copyRow(state, size + memorySize, random.state, 0, random.state.length);
      look();
    },
  };
}
