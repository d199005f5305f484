import type { Agent, Environment, Space, StateTree, TransitionBatch } from "@worldwise/protocol";
import { allocate, fromElement, toElement, transitionBatch, WorldwiseError } from "@worldwise/protocol";
import type { Bounds } from "./bounds.ts";
import { checkBounds } from "./bounds.ts";
import type { Episode } from "./episode.ts";
import { episodeTally } from "./episode.ts";
import { isRestorable } from "./is-restorable.ts";
import { loadRun, saveRun } from "./saved-run.ts";

/** Called as the loop goes on. */
export interface DriveHooks<O extends Space = Space, A extends Space = Space> {
  /** After the agent learned from a transition. The batch is overwritten by the next one. `steps` counts from 1. */
  onStep?(transition: TransitionBatch<O, A>, steps: number): void;
  /** After an episode ended. `episodes` counts from 1. */
  onEpisode?(episode: Episode, episodes: number): void;
}

/** What was driven. */
export interface DriveResult {
  /** Those that ended, in their order. */
  readonly episodes: readonly Episode[];
  readonly steps: number;
}

/** A loop that can be continued, and saved between two runs. */
export interface Driver {
  /** Goes on where the last run stopped, in the middle of an episode if need be. */
  run(bounds: Bounds): DriveResult;
  /** Loop, agent and environment: n steps, save, load, n steps equals 2n steps, bit for bit. Throws where the environment is not Restorable. */
  save(): StateTree;
  /** Throws, and changes nothing, when it was saved by a driver of other parts. */
  load(saved: StateTree): void;
}

/**
 * Lets an agent act in an environment and learn from it: one lane, synchronous.
 *
 *   discount = terminated ? 0 : γ        last = terminated ∨ truncated
 *
 * The environment is reset before the first step and before the first one after an end; never after the last. Stops exactly at the bound.
 * An episode that the bound on steps cuts is truncated there: its last transition is marked `last`, so that nobody follows it into another
 * episode. To go on with it later, use a `driver`.
 *
 * @param options - `steps`, `episodes` or both: whichever comes first; hooks
 */
export function drive<O extends Space, A extends Space, Info>(
  agent: Agent<O, A>, environment: Environment<O, A, Info>, options: Bounds & DriveHooks<O, A>,
): DriveResult {
  const bounds = checkBounds(options);
  const loop = oneLaneLoop(agent, environment, options);
  return runLoop((taken) => loop.step(taken === bounds.steps), bounds);
}

/** The loop of `drive` as an object that can be continued, saved and loaded. A bound cuts no episode here. */
export function driver<O extends Space, A extends Space, Info>(
  agent: Agent<O, A>, environment: Environment<O, A, Info>, hooks: DriveHooks<O, A> = {},
): Driver {
  const loop = oneLaneLoop(agent, environment, hooks);
  const parts = { agent, environment: isRestorable(environment) ? environment : undefined, loop: loop.state };
  return Object.freeze({
    run: (bounds: Bounds) => runLoop(() => loop.step(false), checkBounds(bounds)),
    save: () => saveRun(parts),
    load: (saved: StateTree) => loadRun(parts, saved),
  });
}

/** Steps until a bound is reached; `step` is told which one it is, counted from 1. */
function runLoop(step: (taken: number) => Episode | undefined, bounds: Required<Bounds>): DriveResult {
  const episodes: Episode[] = [];
  let steps = 0;
  while (steps < bounds.steps && episodes.length < bounds.episodes) {
    const episode = step(++steps);
    if (episode) episodes.push(episode);
  }
  return { episodes, steps };
}

interface Loop {
  readonly state: StateTree;
  /** One transition; the episode when it ended. `cut`: mark the transition as the last of its episode. */
  step(cut: boolean): Episode | undefined;
}

function oneLaneLoop<O extends Space, A extends Space, Info>(
  agent: Agent<O, A>, environment: Environment<O, A, Info>, { onStep, onEpisode }: DriveHooks<O, A>,
): Loop {
  checkAgentLanes(agent, 1);
  const observation = allocate(environment.observation, 1);
  const tally = episodeTally(1, environment.discount);
  const count = { running: false, steps: 0, episodes: 0 };
  const batch = transitionBatch(environment, 1);
  batch.size = 1;

  /** Writes the transition into the batch; returns how it ended. */
  function transition(): { readonly terminated: boolean; readonly ended: boolean } {
    if (!count.running) {
      fromElement<O>(environment.reset().observation, observation);
      agent.begin?.(0);
    }
    batch.observation.set(observation);
    agent.act(observation, batch.action, "explore");
    const { observation: next, reward, terminated, truncated } = environment.step(toElement(environment.action, batch.action));
    fromElement<O>(next, batch.nextObservation);
    batch.reward[0] = reward;
    batch.discount[0] = terminated ? 0 : environment.discount;
    return { terminated, ended: terminated || truncated };
  }
  function step(cut: boolean): Episode | undefined {
    const { terminated, ended } = transition();
    batch.last[0] = Number(ended || cut);
    agent.observe(batch);
    observation.set(batch.nextObservation);
    count.running = !ended;
    count.steps++;
    tally.add(0, batch.reward[0]!);
    const episode = ended ? tally.finish(0, terminated) : undefined;
    if (episode) count.episodes++;
    onStep?.(batch, count.steps);
    if (episode) onEpisode?.(episode, count.episodes);
    return episode;
  }
  return { state: { observation, episode: tally.state, count }, step };
}

/** Throws unless an agent was started for as many lanes as are driven. */
export function checkAgentLanes(agent: Pick<Agent, "lanes">, lanes: number): void {
  if (agent.lanes === lanes) return;
  throw new WorldwiseError("lanes-do-not-fit", {
    expected: `an agent of ${lanes} ${lanes === 1 ? "lane" : "lanes"}, as the environment`, got: `one of ${agent.lanes}`,
    todo: `start it with recipe.start(key, { lanes: ${lanes} })`,
  }, { lanes, agentLanes: agent.lanes });
}
