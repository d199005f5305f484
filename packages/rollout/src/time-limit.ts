import type { Element, Environment, Restorable, Space, Step } from "@worldwise/protocol";
import { checkLimit } from "./check-limit.ts";
import { checkRunning, phases } from "./episode-phase.ts";
import { isRestorable } from "./is-restorable.ts";
import { sameScene } from "./same-scene.ts";
import { sameWorld } from "./same-world.ts";
import { checkSnapshot } from "./snapshot-layout.ts";

/**
 * Truncates episodes that reach a number of steps.
 *
 *   truncated = ¬terminated ∧ (truncated inside ∨ steps ≥ maxEpisodeSteps)
 *
 * The value after a truncation is still V(observation): a time limit is not physics. Afterwards a step throws until the next reset.
 * Where the environment can be restored, its snapshot gets one number more, the steps of the episode so far.
 *
 * @param maxEpisodeSteps - at least 1; Infinity for no limit
 */
export function timeLimit<O extends Space, A extends Space, Info>(
  environment: Environment<O, A, Info> & Restorable<O>, maxEpisodeSteps: number,
): Environment<O, A, Info> & Restorable<O>;
export function timeLimit<O extends Space, A extends Space, Info>(
  environment: Environment<O, A, Info>, maxEpisodeSteps: number,
): Environment<O, A, Info>;
export function timeLimit<O extends Space, A extends Space, Info>(
  environment: Environment<O, A, Info>, maxEpisodeSteps: number,
): Environment<O, A, Info> {
  const limit = checkLimit(maxEpisodeSteps);
  const episode = { steps: 0 };
  return Object.freeze({
    ...sameWorld(environment), ...sameScene(environment), maxEpisodeSteps: limit,
    ...(environment.close && { close: () => environment.close?.() }),
    reset(options?: { readonly seed?: number }) {
      const started = environment.reset(options);
      episode.steps = 0;
      return started;
    },
    step(action: Element<A>): Step<O, Info> {
      if (episode.steps >= limit) checkRunning(phases.ended);
      const { observation, reward, terminated, truncated, info } = environment.step(action);
      episode.steps++;
      return { observation, reward, terminated, truncated: !terminated && (truncated || episode.steps >= limit), info };
    },
    ...(isRestorable(environment) && restorableWithSteps(environment, episode)),
  });
}

/** Applies the customary limit of an environment, `maxEpisodeSteps`, where it has one. */
export function defaultTimeLimit<O extends Space, A extends Space, Info>(
  environment: Environment<O, A, Info> & Restorable<O>,
): Environment<O, A, Info> & Restorable<O>;
export function defaultTimeLimit<O extends Space, A extends Space, Info>(environment: Environment<O, A, Info>): Environment<O, A, Info>;
export function defaultTimeLimit<O extends Space, A extends Space, Info>(environment: Environment<O, A, Info>): Environment<O, A, Info> {
  return environment.maxEpisodeSteps === undefined ? environment : timeLimit(environment, environment.maxEpisodeSteps);
}

function restorableWithSteps<O extends Space>(inner: Restorable<O>, episode: { steps: number }): Restorable<O> {
  const size = inner.snapshotSize;
  return {
    snapshotSize: size + 1,
    observe: () => inner.observe(),
    snapshot(outState) {
      checkSnapshot(outState, size + 1);
      inner.snapshot(outState.subarray(0, size));
      outState[size] = episode.steps;
    },
    restore(state) {
      checkSnapshot(state, size + 1);
      inner.restore(state.subarray(0, size));
      episode.steps = state[size]!;
    },
  };
}
