import type { Dynamics, RandomLanes, Space, Spaces, TransitionBatch } from "@worldwise/protocol";
import { allocate, stepBuffers, transitionBatch } from "@worldwise/protocol";
import type { Assembly } from "./assembly.ts";

/** When the model is trained where. */
export interface HallucinationSchedule {
  readonly maxDepth: number;
  readonly hDelay: number;
  readonly rolloutsPerBatch: number;
  readonly explore: number;
  readonly restart: "anywhere" | "episode";
}

/** Where each lane is on its way to a state or down a rollout. */
export type HallucinationState = {
  /** `[B]` Steps before the rollout begins; −1: the lane waits for its episode to end. */
  left: Int32Array;
  /** `[B]` Steps of the rollout that are done. */
  depth: Int32Array;
  /** `[B]` 0 | 1 Whether the explorer leads, and from `left` 0 on whether it takes the first action. */
  explores: Uint8Array;
  /** `[B, S]` z, the model's own state. */
  imagined: ReturnType<typeof allocate>;
  rollouts: number;
  batches: number;
  /** Imagined next observations of the present batch, and those of them that were wrong; then the share in the last batch. */
  compared: number;
  wrong: number;
  mismatch: number;
};

/** The model beside the world. */
export interface Hallucination<O extends Space, A extends Space> {
  readonly state: HallucinationState;
  /** Whether the planner's action is wanted in some lane. */
  wantsPlan(): boolean;
  observe(batch: TransitionBatch<O, A>): void;
  metrics(): Readonly<Record<string, number>>;
}

/** Leads every lane to states, compares rollouts there, and lets the model learn after every batch of them. */
export function hallucination<O extends Space, A extends Space>(
  spaces: Spaces<O, A>, assembly: Assembly<O, A>, schedule: HallucinationSchedule,
): Hallucination<O, A> {
  const { lanes, data, streams } = assembly;
  const dynamics: Dynamics<O, A> = assembly.model.dynamics!; // the composition refuses learners without it
  const [samples, imagining] = [streams.hand("samples", lanes), streams.hand("hallucination", lanes)];
  const state: HallucinationState = {
    left: new Int32Array(lanes), depth: new Int32Array(lanes), explores: new Uint8Array(lanes),
    imagined: allocate(dynamics.state, lanes), rollouts: 0, batches: 0, compared: 0, wrong: 0, mismatch: 0,
  };
  const beside = modelBeside(spaces, dynamics, imagining, state);
  const way = wayToStates(state, schedule, samples, dynamics.discount);

  function endBatch(): void {
    state.batches++;
    state.mismatch = state.wrong / Math.max(1, state.compared);
    [state.compared, state.wrong] = [0, 0];
    assembly.updateModel();
    assembly.plan?.();
  }
  const depthNow = (): number => Math.min(schedule.maxDepth, schedule.hDelay === 0 ? Infinity : Math.floor(state.batches / schedule.hDelay));
  const inRollout = (lane: number): boolean => state.left[lane] === 0;

  return {
    state,
    wantsPlan: () => state.depth.some((depth, lane) => depth === 0 && state.explores[lane] === 0),
    observe(batch) {
      const [before, deepest] = [state.rollouts, depthNow()];
      beside.advance(batch);
      for (let lane = 0; lane < lanes; lane++) {
        const last = batch.last[lane] === 1;
        if (!inRollout(lane)) {
          way.approach(lane, last);
          continue;
        }
        data.add(beside.pair(batch, lane));
        const goesOn = beside.accept(batch, lane);
        if (last || !goesOn || ++state.depth[lane]! > deepest) way.endRollout(lane, last);
      }
      const due = (rollouts: number): number => Math.floor(rollouts / schedule.rolloutsPerBatch);
      if (due(state.rollouts) > due(before)) endBatch();
    },
    metrics: () => ({
      rollouts: state.rollouts, batches: state.batches, hallucinatedDepth: depthNow(), hallucinatedMismatch: state.mismatch,
    }),
  };
}

interface WayToStates {
  /** One step on the way; the rollout begins when none are left. */
  approach(lane: number, last: boolean): void;
  endRollout(lane: number, last: boolean): void;
}

/** Draws how far each lane is led before its next rollout, and by whom. */
function wayToStates(
  state: HallucinationState, { explore, restart }: HallucinationSchedule, samples: RandomLanes, discount: number,
): WayToStates {
  const toss = (lane: number): void => { state.explores[lane] = Number(samples.lane(lane).uniform() < explore); };
  const seek = (lane: number): void => {
    state.left[lane] = geometric(samples.lane(lane).uniform(), discount);
    state.depth[lane] = 0;
    toss(lane);
  };
  for (let lane = 0; lane < samples.lanes; lane++) seek(lane);
  return {
    approach(lane, last) {
      if (last) seek(lane);
      else if (state.left[lane]! > 0) {
        state.left[lane]!--;
        if (state.left[lane] === 0) toss(lane); // for the first action of the rollout
      }
    },
    endRollout(lane, last) {
      state.rollouts++;
      if (restart === "anywhere" || last) seek(lane);
      else [state.left[lane], state.depth[lane]] = [-1, 0];
    },
  };
}

/** k ≥ 0 with probability (1 − γ) γ^k. Never at γ = 0, and at γ = 1, where there is no such law, as for γ = 0.99. */
const geometric = (uniform: number, discount: number): number =>
  discount === 0 ? 0 : Math.floor(Math.log(1 - uniform) / Math.log(Math.min(discount, 0.99)));

interface ModelBeside<O extends Space, A extends Space> {
  /** One step of the model from z in every lane, under the real actions; rollouts that begin begin in the real state. */
  advance(batch: TransitionBatch<O, A>): void;
  /** (z, a) → (s', r) of one lane. Overwritten by the next call. */
  pair(batch: TransitionBatch<O, A>, lane: number): TransitionBatch<O, A>;
  /** Moves z of a lane on and counts whether it still is the truth. False where the model says that the episode ended. */
  accept(batch: TransitionBatch<O, A>, lane: number): boolean;
}

function modelBeside<O extends Space, A extends Space>(
  spaces: Spaces<O, A>, dynamics: Dynamics<O, A>, random: RandomLanes, state: HallucinationState,
): ModelBeside<O, A> {
  const { lanes } = random;
  const [size, stateSize] = [spaces.observation.size, dynamics.state.size];
  const [real, out] = [allocate(dynamics.state, lanes), stepBuffers(dynamics.state, lanes)];
  const [seen, next] = [allocate(spaces.observation, lanes), allocate(spaces.observation, lanes)];
  const one = transitionBatch(spaces, 1);
  one.size = 1;
  one.last[0] = 1; // pairs are no trajectory: nobody follows them
  return {
    advance(batch) {
      if (dynamics.encode) dynamics.encode(batch.observation, real);
      else real.set(batch.observation);
      for (let b = 0; b < lanes; b++) if (state.left[b] !== 0 || state.depth[b] === 0) copyLane(real, b, state.imagined, b, stateSize);
      dynamics.observe(state.imagined, seen);
      dynamics.step(state.imagined, batch.action, random, out);
      dynamics.observe(out.state, next);
    },
    pair(batch, lane) {
      copyLane(seen, lane, one.observation, 0, size);
      copyLane(batch.action, lane, one.action, 0, spaces.action.size);
      copyLane(batch.nextObservation, lane, one.nextObservation, 0, size);
      one.reward[0] = batch.reward[lane]!;
      one.discount[0] = batch.discount[lane]!;
      return one;
    },
    accept(batch, lane) {
      state.compared++;
      for (let i = lane * size; i < (lane + 1) * size; i++) {
        if (next[i] === batch.nextObservation[i]) continue;
        state.wrong++;
        break;
      }
      copyLane(out.state, lane, state.imagined, lane, stateSize);
      return out.terminated[lane] === 0;
    },
  };
}

function copyLane(from: ArrayLike<number>, lane: number, out: { [index: number]: number }, outLane: number, size: number): void {
  for (let i = 0; i < size; i++) out[outLane * size + i] = from[lane * size + i]!;
}
