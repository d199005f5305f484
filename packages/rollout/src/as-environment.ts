import { pcg64 } from "@worldwise/math";
import type { Dynamics, Element, Environment, Restorable, Scene, Space, Step } from "@worldwise/protocol";
import { allocate, checkElement, fromElement, seedKey, stepBuffers } from "@worldwise/protocol";
import { copyLane } from "./copy-lane.ts";
import { checkBegun, checkRunning, phases } from "./episode-phase.ts";
import { ownElement } from "./own-element.ts";
import { sameWorld } from "./same-world.ts";
import { snapshotLayout } from "./snapshot-layout.ts";
import type { StreamOptions } from "./stream-options.ts";
import { keyOf } from "./stream-options.ts";

/**
 * The Gym-like face of one lane of dynamics.
 *
 * `reset(\{ seed \})` begins the stream of that seed, streams(seedKey(seed), 1); without a seed the present stream goes on. Each call draws
 * what the dynamics draws and nothing else: with `pcg64` and a transition table the episodes are those of Gymnasium.
 * Throws on an action outside its space, on a step before the first reset and on a step after the end.
 * It never truncates: see `timeLimit`. A snapshot holds the state, the stream and where in the episode it is.
 *
 * @param options - `seed` or `key` of the stream that goes on until a reset brings another seed; `source`, the generator, `pcg64` by default
 */
export function asEnvironment<O extends Space, A extends Space, S extends Space>(
  dynamics: Dynamics<O, A, S>, options: StreamOptions,
): Environment<O, A, null> & Restorable<O> {
  const { source = pcg64 } = options;
  const random = source.streams(keyOf(options), 1);
  const [state, out] = [allocate(dynamics.state, 1), stepBuffers(dynamics.state, 1)];
  const [seen, chosen] = [allocate(dynamics.observation, 1), allocate(dynamics.action, 1)];
  const phase = Uint8Array.of(phases.notBegun);
  const layout = snapshotLayout([state, random.state, phase]);

  function observe(): Element<O> {
    dynamics.observe(state, seen);
    return ownElement(dynamics.observation, seen);
  }
  function step(action: Element<A>): Step<O, null> {
    checkRunning(phase[0]!);
    checkElement(dynamics.action, action, "action");
    fromElement<A>(action, chosen);
    dynamics.step(state, chosen, random, out);
    copyLane(out.state, 0, state, 0, state.length);
    const terminated = out.terminated[0] === 1;
    phase[0] = terminated ? phases.ended : phases.running;
    return { observation: observe(), reward: out.reward[0]!, terminated, truncated: false, info: null };
  }
  return Object.freeze({
    ...sameWorld(dynamics), step, observe,
    reset({ seed }: { readonly seed?: number } = {}) {
      if (seed !== undefined) random.state.set(source.streams(seedKey(seed), 1).state);
      dynamics.start(random, state);
      phase[0] = phases.running;
      return { observation: observe(), info: null };
    },
    ...(dynamics.scene && {
      scene(): Scene {
        checkBegun(phase[0]!);
        return dynamics.scene!(state, 0); // it was there a line ago
      },
    }),
    snapshotSize: layout.size, snapshot: layout.save, restore: layout.load,
  });
}
