import type { Agent, Environment, Space } from "@worldwise/protocol";
import { allocate, fromElement, toElement, WorldwiseError } from "@worldwise/protocol";
import { checkCount } from "./bounds.ts";
import { checkAgentLanes } from "./drive.ts";
import type { Episode, EpisodeTally } from "./episode.ts";
import { episodeTally } from "./episode.ts";

/** How to evaluate. */
export interface EvaluateOptions {
  /** At least 1. */
  readonly episodes: number;
  /** Steps after which an episode is cut short; none by default, so that the environment itself must end. */
  readonly maxSteps?: number;
  /** Episode e is reset with seed + e. Without it, the environment's stream goes on. */
  readonly seed?: number;
  /**
   * Whether the agent is saved before and loaded afterwards, so that evaluation never changes training. True by default. An agent
   * whose evaluated policy draws no random numbers loses nothing by false, and saves two copies of its state.
   */
  readonly keepAgent?: boolean;
}

/** What an evaluation found. */
export interface Evaluation {
  readonly episodes: readonly Episode[];
  /** `[episodes]` Their returns, undiscounted. */
  readonly returns: Float64Array;
}

/**
 * Returns of the policy that is judged: the agent acts in mode `evaluate` and observes nothing.
 *
 *   return = Σ_t r_t        discountedReturn = Σ_t γ^t r_t
 *
 * A policy may draw random numbers in this mode too, from the agent's own streams. Therefore the agent is saved before and loaded afterwards, also
 * when something throws: training goes on as if nothing had been. The environment is not: give it one of its own, never the one that is trained in.
 *
 * @param options - number of episodes, limit on their steps, seed
 */
export function evaluate<O extends Space, A extends Space, Info>(
  agent: Agent<O, A>, environment: Environment<O, A, Info>, { episodes, maxSteps, seed, keepAgent = true }: EvaluateOptions,
): Evaluation {
  checkAgentLanes(agent, 1);
  checkEpisodes(episodes);
  const limit = checkCount("maxSteps", maxSteps);
  const saved = keepAgent ? agent.save() : undefined;
  try {
    const tally = episodeTally(1, environment.discount);
    const play = (_: unknown, e: number): Episode => playEpisode(agent, environment, tally, limit, seed === undefined ? {} : { seed: seed + e });
    const played = Array.from({ length: episodes }, play);
    return { episodes: played, returns: Float64Array.from(played, (episode) => episode.return) };
  } finally {
    if (saved !== undefined) agent.load(saved);
  }
}

function playEpisode<O extends Space, A extends Space, Info>(
  agent: Agent<O, A>, environment: Environment<O, A, Info>, tally: EpisodeTally, limit: number, start: { readonly seed?: number },
): Episode {
  const [observation, action] = [allocate(environment.observation, 1), allocate(environment.action, 1)];
  fromElement<O>(environment.reset(start).observation, observation);
  agent.begin?.(0);
  for (let step = 1; ; step++) {
    agent.act(observation, action, "evaluate");
    const { observation: next, reward, terminated, truncated } = environment.step(toElement(environment.action, action));
    tally.add(0, reward);
    if (terminated || truncated || step >= limit) return tally.finish(0, terminated);
    fromElement<O>(next, observation);
  }
}

function checkEpisodes(episodes: number): void {
  if (Number.isInteger(episodes) && episodes >= 1) return;
  throw new WorldwiseError("bad-bound", { expected: "at least one episode", got: String(episodes), todo: "pass a positive whole number of episodes" });
}
