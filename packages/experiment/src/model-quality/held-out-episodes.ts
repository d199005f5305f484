import type { Agent, Environment, Lanes, Space, TransitionBatch } from "@worldwise/protocol";
import { allocate, fromElement, toElement, transitionBatch } from "@worldwise/protocol";

/** Transitions that no learner has seen. */
export interface HeldOutEpisodes {
  /** All of them, episode after episode; `last` ends each. */
  readonly transitions: TransitionBatch;
  /** Undiscounted, one for each episode. */
  readonly returns: readonly number[];
}

/** Where and how long to play. */
export interface HeldOutOptions {
  readonly episodes: number;
  /** Of the environment's stream. */
  readonly seed: number;
  /** Where an environment has no end, an episode is cut here. */
  readonly mostSteps?: number;
}

interface Moment {
  readonly observation: Lanes<Space>;
  readonly action: Lanes<Space>;
  readonly next: Lanes<Space>;
  readonly reward: number;
  readonly discount: number;
  readonly last: boolean;
}

/**
 * Plays fresh episodes with the policy that is judged.
 *
 * The agent acts in mode `evaluate` and observes nothing; whoever calls saves it before and loads it afterwards. The environment is
 * reset to the seed first, so that nothing of earlier calls is left in it.
 */
export function heldOutEpisodes(agent: Agent, environment: Environment, options: HeldOutOptions): HeldOutEpisodes {
  const { episodes, seed, mostSteps = 10_000 } = options;
  const moments: Moment[] = [];
  const returns = Array.from({ length: episodes }, (_, episode) => {
    const start = moments.length;
    playEpisode(agent, environment, { moments, start: episode === 0 ? { seed } : {}, mostSteps });
    return moments.slice(start).reduce((total, { reward }) => total + reward, 0);
  });
  return { transitions: packed(environment, moments), returns };
}

interface Play {
  /** Added to. */
  readonly moments: Moment[];
  readonly start: { readonly seed?: number };
  readonly mostSteps: number;
}

function playEpisode(agent: Agent, environment: Environment, { moments, start, mostSteps }: Play): void {
  const spaces = { observation: environment.observation, action: environment.action };
  let observation = allocate(spaces.observation, 1);
  fromElement(environment.reset(start).observation, observation);
  agent.begin?.(0);
  for (let step = 1, last = false; !last; step++) {
    const [action, next] = [allocate(spaces.action, 1), allocate(spaces.observation, 1)];
    agent.act(observation, action, "evaluate");
    const { observation: seen, reward, terminated, truncated } = environment.step(toElement(spaces.action, action));
    fromElement(seen, next);
    last = terminated || truncated || step >= mostSteps;
    moments.push({ observation, action, next, reward, discount: terminated ? 0 : environment.discount, last });
    observation = next;
  }
}

function packed(environment: Environment, moments: readonly Moment[]): TransitionBatch {
  const batch = transitionBatch(environment, moments.length);
  const { observation: { size }, action: { size: actionSize } } = environment;
  moments.forEach(({ observation, action, next, reward, discount, last }, b) => {
    batch.observation.set(observation, b * size);
    batch.nextObservation.set(next, b * size);
    batch.action.set(action, b * actionSize);
    batch.reward[b] = reward;
    batch.discount[b] = discount;
    batch.last[b] = Number(last);
  });
  batch.size = moments.length;
  return batch;
}
