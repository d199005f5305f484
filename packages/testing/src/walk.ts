import type { ExtraKey, Lanes, RandomLanes, Space, StateTree, TransitionBatch, TransitionExtras } from "@worldwise/protocol";
import { allocate, stepBuffers, transitionBatch } from "@worldwise/protocol";
import type { World } from "./world.ts";

/** A batch with every column that the protocol names. */
export type FullBatch = TransitionBatch<Space, Space, ExtraKey>;

/** One lane that lives in a world, episode after episode, with a time limit. */
export interface Walk {
  /** What it sees now, `[1, O]`. */
  readonly observation: Lanes<Space>;
  /** The last transition, one row, overwritten by each `advance`. */
  readonly batch: FullBatch;
  /** All there is to save. */
  readonly tree: { [name: string]: StateTree };
  /** One step under the action that `act` writes. A new episode begins after an end. */
  advance(act: (observation: Lanes<Space>, outAction: Lanes<Space>) => void): void;
}

const usualLimit = 25;

/** Starts a walk whose randomness is one lane of streams. */
export function walkIn(world: World, random: RandomLanes): Walk {
  const [state, observation, out] = [allocate(world.state, 1), allocate(world.observation, 1), stepBuffers(world.state, 1)];
  const batch = batchWithExtras(world, 1);
  const limit = Math.min(world.maxEpisodeSteps ?? usualLimit, usualLimit);
  const tree = { state, observation, length: 0, random: random.state };
  begin();
  return { observation, batch, tree, advance };

  function begin(): void {
    world.start(random, state);
    world.observe(state, observation);
    tree.length = 0;
  }

  function advance(act: (observation: Lanes<Space>, outAction: Lanes<Space>) => void): void {
    batch.size = 1;
    batch.observation.set(observation);
    act(batch.observation, batch.action);
    world.step(state, batch.action, random, out);
    world.observe(out.state, batch.nextObservation);
    tree.length++;
    batch.reward[0] = out.reward[0]!;
    batch.discount[0] = out.terminated[0] === 1 ? 0 : world.discount;
    batch.last[0] = out.terminated[0] === 1 || tree.length >= limit ? 1 : 0;
    state.set(out.state);
    world.observe(state, observation);
    if (batch.last[0] === 1) begin();
  }
}

/** A batch with room for some transitions and all extra columns, filled as a uniform policy would. */
export function batchWithExtras(world: World, capacity: number): FullBatch {
  const actionCount = world.action.kind === "discrete" ? world.action.count : 1;
  const known: Pick<TransitionExtras, "behaviorProbability" | "visitCounts" | "returnTarget"> = {
    behaviorProbability: new Float64Array(capacity).fill(1 / actionCount),
    visitCounts: new Float64Array(capacity * actionCount).fill(1),
    returnTarget: new Float64Array(capacity),
  };
  const extras = known as TransitionExtras; // columns that plugins declare are not recorded here
  return { ...transitionBatch(world, capacity), extras };
}

/** Copies one row to another: every column. */
export function copyRow({ observation, action }: World, from: FullBatch, i: number, to: TransitionBatch, j: number): void {
  copy(from.observation, i, to.observation, j, observation.size);
  copy(from.nextObservation, i, to.nextObservation, j, observation.size);
  copy(from.action, i, to.action, j, action.size);
  copy(from.reward, i, to.reward, j, 1);
  copy(from.discount, i, to.discount, j, 1);
  copy(from.last, i, to.last, j, 1);
  const columns: Partial<TransitionExtras> = to.extras;
  for (const name of extraNames) {
    const column = columns[name];
    if (column) copy(from.extras[name], i, column, j, name === "visitCounts" && action.kind === "discrete" ? action.count : 1);
  }
}

const extraNames: readonly ExtraKey[] = ["behaviorProbability", "visitCounts", "returnTarget"];

function copy(from: Lanes<Space>, i: number, to: Lanes<Space>, j: number, size: number): void {
  for (let k = 0; k < size; k++) to[j * size + k] = from[i * size + k]!;
}
