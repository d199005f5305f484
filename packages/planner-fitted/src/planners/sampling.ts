import type {
  Dataset, Discrete, Dynamics, Lanes, ModelFaces, Random, RandomLanes, Space, TransitionBatch,
} from "@worldwise/protocol";
import { allocate, stepBuffers, transitionBatch } from "@worldwise/protocol";
import { badOption, checkAtLeast } from "../check-options.ts";
import type { Backups } from "./backups.ts";
import { backups } from "./backups.ts";
import type { FittedProblem } from "./fitted-problem.ts";

/** Where a planner finds what follows on states and actions: in the real transitions, or in a model that is asked. */
export type SampleSource = "data" | "model";
/** The faces that a source needs. States come from the data in both cases. */
export type SampleNeed<Source extends SampleSource> = Source extends "model" ? "data" | "dynamics" : "data";

/** What planners learn from. */
export interface SamplingOptions<Source extends SampleSource = SampleSource> {
  /** `data`: real transitions. `model`: states of the data, every action, and what the model says follows. Default `data`. */
  readonly source?: Source;
  /** N: pairs of state and action that are learned from, the newest; at least 1. Default 10,000. */
  readonly capacity?: number;
  /** S: successors that a model is asked for, of each pair; at least 1. Default 1. */
  readonly successors?: number;
}

/** What a model may offer to a planner of this package. */
export type Offer<O extends Space> = Partial<Pick<ModelFaces<O, Discrete>, "data" | "dynamics">>;

/** Collects backups; they are overwritten by the next call. */
export type Sampler<O extends Space> = (model: Offer<O>, random: Random) => Backups;

/** The faces that a source needs, as a list. */
export const needsOf = (source: SampleSource): readonly ("data" | "dynamics")[] => (
  source === "model" ? ["data", "dynamics"] : ["data"]
);

/** How backups are collected, by the options. Room is made at the first call. Throws `bad-options`. */
export function samplerOf<O extends Space>(problem: FittedProblem<O>, options: Required<SamplingOptions>): Sampler<O> {
  const { source, capacity, successors } = options;
  const { observation: { size: inputSize }, action: { count: actionCount } } = problem;
  checkAtLeast("capacity", capacity, 1);
  checkAtLeast("successors", successors, 1);
  if (source === "model" && capacity < actionCount) {
    throw badOption("capacity", `at least ${actionCount}, a pair for each action`, capacity);
  }
  const successorCount = source === "model" ? successors : 1;
  let room: Backups | undefined;
  const makeRoom = (): Backups => backups({ inputSize, actionCount, capacity, successorCount });
  return (model, random) => {
    room ??= makeRoom();
    if (source === "data") {
      fillFromData(problem, model.data!, capacity, room);
    } else {
      const observation = newestObservations(problem, model.data!, Math.floor(capacity / actionCount));
      fillFromModel(problem, observation, model.dynamics!, random, room);
    }
    return room;
  };
}

const chunkSize = 1024;

/** Hands out the newest transitions, at most `count`, in chunks, oldest first. */
function eachChunk<O extends Space>(
  problem: FittedProblem<O>, data: Dataset<O, Discrete>, count: number,
  visit: (batch: TransitionBatch<O, Discrete>, from: number) => void,
): void {
  const used = Math.min(count, data.size);
  const batch = transitionBatch(problem, Math.min(chunkSize, used));
  for (let from = 0; from < used; from += chunkSize) {
    const rows = Math.min(chunkSize, used - from);
    data.gather(Int32Array.from({ length: rows }, (_, i) => data.size - used + from + i), batch);
    visit(batch, from);
  }
}

/** Real transitions, sorted by action, in their order. */
function fillFromData<O extends Space>(
  problem: FittedProblem<O>, data: Dataset<O, Discrete>, capacity: number, out: Backups,
): void {
  const { start, input, nextInput, reward, discount } = out;
  const { size } = problem.observation;
  start.fill(0);
  eachChunk(problem, data, capacity, (batch) => {
    for (let b = 0; b < batch.size; b++) start[batch.action[b]! + 1]!++;
  });
  for (let a = 1; a < start.length; a++) start[a]! += start[a - 1]!;
  const next = start.slice();
  eachChunk(problem, data, capacity, (batch) => {
    for (let b = 0; b < batch.size; b++) {
      const row = next[batch.action[b]!]!++;
      copyNumbers(batch.observation, b * size, input, row * size, size);
      copyNumbers(batch.nextObservation, b * size, nextInput, row * size, size);
      reward[row] = batch.reward[b]!;
      discount[row] = batch.discount[b]!;
    }
  });
}

/** The newest P observations, `[P, O]`. */
export function newestObservations<O extends Space>(
  problem: FittedProblem<O>, data: Dataset<O, Discrete>, count: number,
): Lanes<O> {
  const { observation } = problem;
  const found = allocate(observation, Math.min(count, data.size));
  eachChunk(problem, data, count, (batch, from) => {
    copyNumbers(batch.observation, 0, found, from * observation.size, batch.size * observation.size);
  });
  return found;
}

/**
 * Every action in each of P states, S times: pair (p, a) is row a · P + p.
 *
 * All steps draw from the one stream, action by action, state by state, successor by successor.
 */
export function fillFromModel<O extends Space>(
  problem: FittedProblem<O>, observation: Lanes<O>, dynamics: Dynamics<O, Discrete>, random: Random, out: Backups,
): void {
  const { observation: { size }, action: { count: actionCount } } = problem;
  const stateCount = observation.length / size;
  const { successorCount } = out;
  const ask = askModel(dynamics, random, out);
  for (let a = 0; a <= actionCount; a++) out.start[a] = a * stateCount;
  for (let row = 0; row < actionCount * stateCount; row++) {
    copyNumbers(observation, row % stateCount * size, out.input, row * size, size);
  }
  const outcomes = actionCount * stateCount * successorCount;
  for (let from = 0; from < outcomes; from += chunkSize) ask(observation, from, Math.min(chunkSize, outcomes - from));
}

/** One step of the model from outcomes from … from + lanes − 1, written where they belong. */
function askModel<O extends Space>(
  dynamics: Dynamics<O, Discrete>, random: Random, { successorCount, nextInput, reward, discount }: Backups,
): (base: Lanes<O>, from: number, lanes: number) => void {
  const { observation: space, state: stateSpace, action: actionSpace } = dynamics;
  const { size } = space;
  return (base, from, lanes) => {
    const stateCount = base.length / size;
    const [observation, next] = [allocate(space, lanes), allocate(space, lanes)];
    const [state, action, out] = [allocate(stateSpace, lanes), allocate(actionSpace, lanes), stepBuffers(stateSpace, lanes)];
    for (let b = 0; b < lanes; b++) {
      const row = Math.floor((from + b) / successorCount);
      copyNumbers(base, row % stateCount * size, observation, b * size, size);
      action[b] = Math.floor(row / stateCount);
    }
    if (dynamics.encode) dynamics.encode(observation, state);
    else state.set(observation);
    dynamics.step(state, action, sharedLanes(random, lanes), out);
    dynamics.observe(out.state, next);
    copyNumbers(next, 0, nextInput, from * size, lanes * size);
    for (let b = 0; b < lanes; b++) {
      reward[from + b] = out.reward[b]!;
      discount[from + b] = out.terminated[b] === 1 ? 0 : dynamics.discount;
    }
  };
}

/** Lanes that take turns on one stream. */
const sharedLanes = (random: Random, lanes: number): RandomLanes =>
  ({ algorithm: "in-turns", lanes, state: new Uint32Array(0), lane: () => random });

function copyNumbers(source: ArrayLike<number>, from: number, out: { [index: number]: number }, to: number, count: number): void {
  for (let i = 0; i < count; i++) out[to + i] = source[from + i]!;
}
