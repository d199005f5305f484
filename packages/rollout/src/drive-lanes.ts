import type { Agent, Lanes, Space, StateTree, TransitionBatch, VectorEnvironment, VectorStep } from "@worldwise/protocol";
import { allocate, transitionBatch, WorldwiseError } from "@worldwise/protocol";
import type { Bounds } from "./bounds.ts";
import { checkBounds } from "./bounds.ts";
import { checkAgentLanes } from "./drive.ts";
import type { Episode } from "./episode.ts";
import { episodeTally } from "./episode.ts";
import { isRestorableLanes } from "./is-restorable.ts";
import { loadRun, saveRun } from "./saved-run.ts";

/** Nothing to wait for, or a promise: environments in this process, or behind a pipe. */
export type Wait = undefined | Promise<undefined>;

/** An episode that ended, and in which lane. */
export interface LaneEpisode extends Episode {
  readonly lane: number;
}

/** Called as the loop goes on. */
export interface DriveLanesHooks<O extends Space = Space, A extends Space = Space> {
  /** After the agent learned from the transitions of all lanes. The batch is overwritten by the next ones. `steps` counts from 1. */
  onStep?(transitions: TransitionBatch<O, A>, steps: number): void;
  /** After an episode ended. `episodes` counts from 1. */
  onEpisode?(episode: LaneEpisode, episodes: number): void;
}

/** What was driven. */
export interface DriveLanesResult {
  /** Those that ended, in their order; by lane where they ended in the same step. */
  readonly episodes: readonly LaneEpisode[];
  /** Steps of all lanes at once: transitions are B times as many. */
  readonly steps: number;
}

/** A loop over B lanes that can be continued, and saved between two runs. */
export interface LanesDriver {
  /** Goes on where the last run stopped. Throws while another run is under way. */
  run(bounds: Bounds): Promise<DriveLanesResult>;
  /** Loop, agent and environment, as `Driver` does. Throws where the environment is not RestorableLanes, and while a run is under way. */
  save(): StateTree;
  /** Throws, and changes nothing, when it was saved by a driver of other parts. */
  load(saved: StateTree): void;
}

/**
 * Lets an agent of B lanes act in B lanes and learn from them. Lanes that ended are reset before the next step.
 *
 * Waits only for what is a promise, so that an environment in this process costs no turn of the event loop. `steps` counts steps of all
 * lanes at once. `episodes` stops after the step in which that many have ended, or more: the first to end are the short ones, so a mean
 * over them is biased; bound the steps where that matters. Episodes that the bound cuts are marked `last`, as in `drive`.
 *
 * @param options - `steps`, `episodes` or both: whichever comes first; hooks
 */
export async function driveLanes<O extends Space, A extends Space>(
  agent: Agent<O, A>, environment: VectorEnvironment<O, A, Wait>, options: Bounds & DriveLanesHooks<O, A>,
): Promise<DriveLanesResult> {
  return lanesLoop(agent, environment, options).run(checkBounds(options), true);
}

/** The loop of `driveLanes` as an object that can be continued, saved and loaded. A bound cuts no episode here. */
export function lanesDriver<O extends Space, A extends Space>(
  agent: Agent<O, A>, environment: VectorEnvironment<O, A, Wait>, hooks: DriveLanesHooks<O, A> = {},
): LanesDriver {
  const loop = lanesLoop(agent, environment, hooks);
  const parts = { agent, environment: isRestorableLanes(environment) ? environment : undefined, loop: loop.state };
  let running = false;
  const idle = (): void => {
    if (running) throw new WorldwiseError("still-running", { expected: "one run at a time", got: "another", todo: "await the run that is under way" });
  };
  return Object.freeze({
    async run(bounds: Bounds) {
      idle();
      running = true;
      try {
        return await loop.run(checkBounds(bounds), false);
      } finally {
        running = false;
      }
    },
    save: () => {
      idle();
      return saveRun(parts);
    },
    load: (saved: StateTree) => {
      idle();
      loadRun(parts, saved);
    },
  });
}

interface LanesLoop {
  readonly state: StateTree;
  /** `cuts`: whether the bound on steps ends the episodes under way. */
  run(bounds: Required<Bounds>, cuts: boolean): Promise<DriveLanesResult>;
}

function lanesLoop<O extends Space, A extends Space>(
  agent: Agent<O, A>, environment: VectorEnvironment<O, A, Wait>, { onStep, onEpisode }: DriveLanesHooks<O, A>,
): LanesLoop {
  const { lanes, discount } = environment;
  checkAgentLanes(agent, lanes);
  const observation = allocate(environment.observation, lanes);
  const tally = episodeTally(lanes, discount);
  const starting = new Uint8Array(lanes).fill(1);
  const count = { steps: 0, episodes: 0 };
  const batch = transitionBatch(environment, lanes);
  const out: VectorStep<O> = {
    observation: batch.nextObservation, reward: batch.reward, terminated: new Uint8Array(lanes), truncated: new Uint8Array(lanes),
  };
  batch.size = lanes;

  const begin = (): Wait => (starting.includes(1) ? beginLanes(agent, environment, starting, observation) : undefined);
  function act(): Wait {
    batch.observation.set(observation);
    agent.act(observation, batch.action, "explore");
    return environment.step(batch.action, out);
  }
  function learn(cut: boolean): void {
    for (let b = 0; b < lanes; b++) {
      starting[b] = out.terminated[b]! | out.truncated[b]!;
      batch.discount[b] = out.terminated[b] === 1 ? 0 : discount;
      batch.last[b] = cut ? 1 : starting[b]!;
      tally.add(b, out.reward[b]!);
    }
    agent.observe(batch);
    observation.set(batch.nextObservation);
    count.steps++;
  }
  function finish(episodes: LaneEpisode[]): void {
    onStep?.(batch, count.steps);
    for (const lane of starting.keys()) {
      if (starting[lane] === 0) continue;
      const episode = { lane, ...tally.finish(lane, out.terminated[lane] === 1) };
      episodes.push(episode);
      onEpisode?.(episode, ++count.episodes);
    }
  }
  return {
    state: { observation, starting, episode: tally.state, count },
    async run(bounds, cuts) {
      const episodes: LaneEpisode[] = [];
      let steps = 0;
      while (steps < bounds.steps && episodes.length < bounds.episodes) {
        steps++;
        const begun = begin();
        if (begun) await begun;
        const stepped = act();
        if (stepped) await stepped;
        learn(cuts && steps === bounds.steps);
        finish(episodes);
      }
      return { episodes, steps };
    },
  };
}

/** Resets the lanes where mask is 1, and tells the agent. */
function beginLanes<O extends Space, A extends Space>(
  agent: Agent<O, A>, environment: VectorEnvironment<O, A, Wait>, mask: Uint8Array, outObservation: Lanes<O>,
): Wait {
  for (const lane of mask.keys()) if (mask[lane] === 1) agent.begin?.(lane);
  return environment.reset(mask, outObservation);
}
