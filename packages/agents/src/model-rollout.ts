import type { Dataset, Lanes, ModelFaces, Random, RandomLanes, Space, Spaces, TransitionBatch } from "@worldwise/protocol";
import { allocate, stepBuffers, transitionBatch, WorldwiseError } from "@worldwise/protocol";
import { checkCount } from "./check-parts.ts";
import type { Segment } from "./trajectory-segments.ts";
import { trajectorySegments } from "./trajectory-segments.ts";

/** The faces that can be rolled out along recorded actions. */
export type Rollable<O extends Space, A extends Space> = Partial<Pick<ModelFaces<O, A>, "expectation" | "dynamics">>;

/** Rolls a model along recorded actions. */
export interface ModelRollout<O extends Space, A extends Space> {
  /**
   * Walks along a segment from its first real observation.
   *
   * @param visit - called at every depth h = 0, 1, … with x̂_h, the real transition there, and ‖x̂_h+1 − x_h+1‖² (0 | 1 for states)
   * @returns false where x̂ was not finite, which ends the walk
   */
  along(
    segment: Segment, random: Random,
    visit: (depth: number, imagined: Lanes<O>, real: TransitionBatch<O, A>, squaredError: number) => void,
  ): boolean;
}

/** Rolls by the mean next state where the model tells it, else by samples. Throws `parts-do-not-fit` where it can do neither. */
export function modelRollout<O extends Space, A extends Space>(
  spaces: Spaces<O, A>, faces: Rollable<O, A>, data: Dataset<O, A>,
): ModelRollout<O, A> {
  const { observation: space } = spaces;
  const [real, index] = [transitionBatch(spaces, 1), new Int32Array(1)];
  const [imagined, next] = [allocate(space, 1), allocate(space, 1)];
  const walk = walker(space, faces);
  return {
    along(segment, random, visit) {
      for (let depth = 0; depth < segment.length; depth++) {
        index[0] = segment[depth]!;
        data.gather(index, real);
        if (depth === 0) {
          imagined.set(real.observation);
          walk.begin(imagined);
        }
        walk.step(real.action, random, next);
        const error = squaredDistance(space, next, real.nextObservation);
        if (!Number.isFinite(error)) return false;
        visit(depth, imagined, real, error);
        imagined.set(next);
      }
      return true;
    },
  };
}

/**
 * How wrong a model is, h + 1 steps after a real observation, under the recorded actions.
 *
 *   error_h = √( mean over segments of ‖x̂_h+1 − x_h+1‖² ),   x̂_0 = x_0,   x̂_h+1 ~ P̂(x̂_h, a_h) or its mean
 *
 * The data are cut into segments of at most `horizon` transitions; for states the distance is 0 or 1. NaN at depths that no
 * segment has, Infinity from where a rollout was not finite.
 *
 * @returns `[horizon]`
 */
export function multiStepErrors<O extends Space, A extends Space>(
  spaces: Spaces<O, A>, faces: Rollable<O, A>, data: Dataset<O, A>, { horizon, random }: { readonly horizon: number; readonly random: Random },
): Float64Array {
  checkCount("horizon", horizon, 1);
  const [sums, counts] = [new Float64Array(horizon), new Float64Array(horizon)];
  const { along } = modelRollout(spaces, faces, data);
  for (const segment of trajectorySegments(data, horizon)) {
    let deepest = -1;
    const finite = along(segment, random, (depth, _imagined, _real, error) => {
      sums[depth]! += error;
      counts[depth]!++;
      deepest = depth;
    });
    for (let depth = deepest + 1; !finite && depth < segment.length; depth++) {
      sums[depth] = Infinity;
      counts[depth]!++;
    }
  }
  return sums.map((sum, depth) => Math.sqrt(sum / counts[depth]!));
}

interface Walker<O extends Space, A extends Space> {
  begin(observation: Lanes<O>): void;
  step(action: Lanes<A>, random: Random, outObservation: Lanes<O>): void;
}

function walker<O extends Space, A extends Space>(space: O, { expectation, dynamics }: Rollable<O, A>): Walker<O, A> {
  if (expectation) {
    const from = allocate(space, 1);
    return {
      begin: (observation) => { from.set(observation); },
      step(action, _, outObservation) {
        expectation.next(from, action, outObservation);
        from.set(outObservation);
      },
    };
  }
  if (!dynamics) throw new WorldwiseError("parts-do-not-fit",
    { expected: "a model with expectation or dynamics", got: "neither", todo: "choose a learner whose model can be rolled out" });
  const [from, out, lanes] = [allocate(dynamics.state, 1), stepBuffers(dynamics.state, 1), oneLane()];
  return {
    begin(observation) {
      if (dynamics.encode) dynamics.encode(observation, from);
      else from.set(observation);
    },
    step(action, random, outObservation) {
      lanes.use(random);
      dynamics.step(from, action, lanes.streams, out);
      dynamics.observe(out.state, outObservation);
      from.set(out.state);
    },
  };
}

/** One stream as lanes of it. */
function oneLane(): { readonly streams: RandomLanes; use(random: Random): void } {
  let present: Random | undefined;
  const streams: RandomLanes = { algorithm: "one stream", lanes: 1, state: new Uint32Array(0), lane: () => present! };
  return { streams, use(random) { present = random; } };
}

function squaredDistance({ kind, size }: Space, a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (kind === "discrete") return Number(a[0] !== b[0]);
  let total = 0;
  for (let i = 0; i < size; i++) total += (a[i]! - b[i]!) ** 2;
  return total;
}
