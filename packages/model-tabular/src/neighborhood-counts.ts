import type { Box, Dataset, Discrete, Dynamics, ModelLearner, Outcome, Problem, Random } from "@worldwise/protocol";
import { defineModelLearner, describeSpace, heap, transitionBatch, WorldwiseError } from "@worldwise/protocol";
import type { ContextTable } from "./context-table.ts";
import { addContext, contextTable, findContext } from "./context-table.ts";
import type { Neighborhoods } from "./neighborhood.ts";
import { neighborhoods } from "./neighborhood.ts";
import { packageName } from "./package-name.ts";
import { requireOption } from "./require-option.ts";

/** What can be chosen for `neighborhoodCounts`. */
export interface NeighborhoodCountsOptions {
  /** How far a pixel sees, 0 … 7: a square of (2 · radius + 1)² pixels. */
  readonly radius: number;
  /** Names of neighborhoods that there is room for, at least 16. Further ones are not learned. */
  readonly capacity: number;
  /** η of the reward, in (0, 1]. */
  readonly rewardStep: number;
}

/** What `neighborhoodCounts` remembers. */
export type NeighborhoodCountsState = {
  /** The data set's clock at the last update. */
  seen: number;
  transitions: number;
  contexts: ContextTable;
  /** `[M]` What an action adds to the reward. */
  actionReward: Float64Array;
  /** `[pixels]` The first picture that was seen: where the model starts. */
  start: Uint8Array;
};

type Bitmap = Box<"uint8">;
type BitmapProblem = Problem<Bitmap, Discrete>;

/**
 * A model of pictures of bits in which every pixel sees its neighborhood alone: a class that is limited on purpose.
 *
 *   P̂(z'_i = 1 | z, a) = n₁(c) / n(c),   c = (a, the bits of z within the largest radius about pixel i that was ever seen)
 *   r̂(z, a) = w_a + Σ_c w_c,   c over the different neighborhoods of `radius` in z;   w += η (r − r̂) / (1 + their number)
 *
 * Pixels are drawn one by one, each by itself. Where a neighborhood was never seen, ever smaller ones are asked, down to the pixel
 * alone, and then it stays as it is. So what cannot be told from a neighborhood is drawn at random, pixel by pixel, and pictures
 * arise that the world never shows; how the model goes on from these depends on whether it was trained there.
 * Episodes of the model start in the first picture that was seen, and never end. One transition or one imagined step costs a
 * walk over pixels × (2 · radius + 1)².
 *
 * @param problem - pictures as `boxOfShape("uint8", [rows, columns], 0, 1)`, finitely many actions
 * @param options - `radius` 2, `capacity` 65536, `rewardStep` 0.5 unless given
 *
 * Throws `wrong-space` on other observations or actions. Rewards that are not finite are passed over: `update` returns "non-finite".
 *
 * Source: the factored models of neighborhoods of Talvitie (2014, 2017). Differs: they mix the radii by context tree weighting;
 * here the largest one that was seen decides. Learned rewards are ours.
 */
export function neighborhoodCounts(
  problem: BitmapProblem, options: Partial<NeighborhoodCountsOptions> = {},
): ModelLearner<Bitmap, Discrete, NeighborhoodCountsState, never, "dynamics"> {
  const { radius, capacity, rewardStep } = { radius: 2, capacity: 65_536, rewardStep: 0.5, ...options };
  requireOption(Number.isInteger(radius) && radius >= 0 && radius <= 7, "radius", "a whole number from 0 to 7", radius);
  requireOption(Number.isInteger(capacity) && capacity >= 16 && capacity <= 2 ** 26, "capacity", "a whole number from 16 to 2^26", capacity);
  requireOption(rewardStep > 0 && rewardStep <= 1, "rewardStep", "a number in (0, 1]", rewardStep);
  const [rows, columns] = pictureShape(problem);
  const view = neighborhoods(rows, columns, radius);
  const learn = learning(problem, view, rewardStep);
  return defineModelLearner({
    name: "neighborhood-counts", package: packageName, spaces: problem, needs: [], provides: ["dynamics"],
    init: (_random, allocator = heap): NeighborhoodCountsState => ({
      seen: 0, transitions: 0, contexts: contextTable(capacity, allocator),
      actionReward: allocator("float64", problem.action.count), start: allocator("uint8", view.pixels),
    }),
    update: learn,
    model: (state) => ({ dynamics: imaginedPictures(problem, view, state) }),
    metrics: ({ contexts, transitions }) => ({ contexts: contexts.size, transitions }),
  });
}

function pictureShape({ observation, action }: Problem): readonly [rows: number, columns: number] {
  if (observation.kind === "box" && observation.dtype === "uint8" && action.kind === "discrete") {
    const [rows, columns, ...more] = observation.shape;
    const bits = observation.low.every((low) => low === 0) && observation.high.every((high) => high === 1);
    if (rows !== undefined && columns !== undefined && more.length === 0 && bits) return [rows, columns];
  }
  throw new WorldwiseError("wrong-space", {
    expected: "pictures of bits, box uint8[rows×columns] from 0 to 1, and finitely many actions for neighborhoodCounts",
    got: `${describeSpace(observation)}, ${describeSpace(action)}`, todo: "choose a world such as shooter",
  });
}

/** Reads each new transition once. */
function learning(problem: BitmapProblem, view: Neighborhoods, rewardStep: number) {
  const [one, index, words] = [transitionBatch(problem, 1), new Int32Array(1), new Uint32Array(2 * view.radii)];
  const predictReward = rewardOf(problem, view);

  function count(state: NeighborhoodCountsState): void {
    for (let pixel = 0; pixel < view.pixels; pixel++) {
      view.name(one.observation, pixel, one.action[0]!, words);
      for (let radius = 0; radius < view.radii; radius++) {
        const place = addContext(state.contexts, words[2 * radius]!, words[2 * radius + 1]!);
        if (place < 0) continue;
        state.contexts.seen[place]!++;
        state.contexts.on[place]! += one.nextObservation[pixel]!;
      }
    }
  }
  return (state: NeighborhoodCountsState, data: Dataset<Bitmap, Discrete>): Outcome | undefined => {
    let outcome: Outcome | undefined;
    for (state.seen = Math.max(state.seen, data.added - data.size); state.seen < data.added; state.seen++) {
      index[0] = data.size - (data.added - state.seen);
      data.gather(index, one);
      if (!Number.isFinite(one.reward[0])) {
        outcome = "non-finite";
        continue;
      }
      if (state.transitions === 0) state.start.set(one.observation);
      state.transitions++;
      count(state);
      predictReward.correct(state, one.observation, one.action[0]!, one.reward[0]!, rewardStep);
    }
    return outcome;
  };
}

/** r̂ as a sum over the different neighborhoods of a picture. */
function rewardOf({ action }: BitmapProblem, view: Neighborhoods) {
  const [words, largest, kind] = [new Uint32Array(2 * view.radii), 2 * (view.radii - 1), action.count];
  const places = new Int32Array(view.pixels);
  let found = 0;

  /** Collects the places of all neighborhoods of a picture, each once. */
  function collect({ contexts }: NeighborhoodCountsState, picture: ArrayLike<number>, add: boolean): void {
    found = 0;
    for (let pixel = 0; pixel < view.pixels; pixel++) {
      view.name(picture, pixel, kind, words);
      const [first, second] = [words[largest]!, words[largest + 1]!];
      const place = add ? addContext(contexts, first, second) : findContext(contexts, first, second);
      if (place >= 0 && !isHeld(place)) places[found++] = place;
    }
  }
  function isHeld(place: number): boolean {
    for (let i = 0; i < found; i++) if (places[i] === place) return true;
    return false;
  }
  function sum({ contexts, actionReward }: NeighborhoodCountsState, chosen: number): number {
    let total = actionReward[chosen]!;
    for (let i = 0; i < found; i++) total += contexts.reward[places[i]!]!;
    return total;
  }
  return {
    predict(state: NeighborhoodCountsState, picture: ArrayLike<number>, chosen: number): number {
      collect(state, picture, false);
      return sum(state, chosen);
    },
    correct(state: NeighborhoodCountsState, picture: ArrayLike<number>, chosen: number, reward: number, step: number): void {
      collect(state, picture, true);
      const share = step * (reward - sum(state, chosen)) / (1 + found);
      state.actionReward[chosen]! += share;
      for (let i = 0; i < found; i++) state.contexts.reward[places[i]!]! += share;
    },
  };
}

function imaginedPictures(problem: BitmapProblem, view: Neighborhoods, state: NeighborhoodCountsState): Dynamics<Bitmap, Discrete, Bitmap> {
  const { pixels } = view;
  const words = new Uint32Array(2 * view.radii);
  const reward = rewardOf(problem, view);

  function drawPixel(picture: Uint8Array, pixel: number, action: number, random: Random): number {
    view.name(picture, pixel, action, words);
    for (let radius = view.radii - 1; radius >= 0; radius--) {
      const place = findContext(state.contexts, words[2 * radius]!, words[2 * radius + 1]!);
      if (place < 0) continue;
      const [on, seen] = [state.contexts.on[place]!, state.contexts.seen[place]!];
      if (on === 0 || on === seen) return Number(on > 0);
      return Number(random.uniform() * seen < on);
    }
    return picture[pixel]!;
  }
  return {
    observation: problem.observation, action: problem.action, state: problem.observation, discount: problem.discount,
    start(random, outState) {
      for (let b = 0; b < random.lanes; b++) outState.set(state.start, b * pixels);
    },
    step(from, action, random, out) {
      for (let b = 0; b < out.reward.length; b++) {
        const picture = from.subarray(b * pixels, (b + 1) * pixels);
        const stream = random.lane(b);
        for (let pixel = 0; pixel < pixels; pixel++) out.state[b * pixels + pixel] = drawPixel(picture, pixel, action[b]!, stream);
        out.reward[b] = reward.predict(state, picture, action[b]!);
        out.terminated[b] = 0;
      }
    },
    observe: (from, outObservation) => { outObservation.set(from); },
    encode: (observation, outState) => { outState.set(observation); },
  };
}
