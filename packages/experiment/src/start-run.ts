import { philox } from "@worldwise/math";
import type {
  Agent, AgentRecipe, Component, Dynamics, Environment, GridLayout, Mdp, Problem, RandomKey, Restorable,
} from "@worldwise/protocol";
import { isComponent, seedKey } from "@worldwise/protocol";
import { asEnvironment, defaultTimeLimit, timeLimit } from "@worldwise/rollout";
import type { ComponentSpec } from "./component-spec.ts";
import type { LoadPlugin } from "./create-from-spec.ts";
import { createFromSpec } from "./create-from-spec.ts";

/** What a run is made of. */
export interface RunSpec {
  readonly environment: ComponentSpec;
  readonly agent: ComponentSpec;
  readonly seed: number;
  /** Time limit of an episode; by default the environment's own. */
  readonly maxEpisodeSteps?: number;
  /** The same for evaluation; by default the environment's own. */
  readonly maxEvaluationSteps?: number;
}

/** An agent in its environment, ready to be driven, and a second one for evaluation. All streams come from the seed by name. */
export interface Run {
  readonly environment: Environment;
  readonly evaluation: Environment;
  readonly agent: Agent;
  /** The true transition table, where the environment has one. */
  readonly mdp?: Mdp;
  readonly grid?: GridLayout;
}

/** A world by its plugin: dynamics that become an environment, or an environment that keeps its own state. */
type World = Component & (Dynamics | Environment) & { readonly mdp?: Mdp };

/**
 * Creates the parts of a run and starts them.
 *
 *   root key = seedKey(seed);   keys: `environment`, `evaluation`, `agent`
 *
 * So methods that share a seed meet the same weather, and evaluation never sees the streams of training.
 */
export async function startRun(spec: RunSpec, load: LoadPlugin): Promise<Run> {
  const key = (name: string): RandomKey => philox.derive(seedKey(spec.seed), name);
  const [world, secondWorld] = [await createWorld(spec.environment, load), await createWorld(spec.environment, load)];
  const { mdp, observation, action, discount } = world;
  const given: Problem = { observation, action, discount, ...(mdp && { world: { trueMdp: mdp } }) };
  const recipe = await createFromSpec(spec.agent, load, { given, roles: ["agent"] }) as Component & AgentRecipe; // the role says so
  return {
    environment: beginWorld(world, key("environment"), spec.maxEpisodeSteps),
    evaluation: beginWorld(secondWorld, key("evaluation"), spec.maxEvaluationSteps),
    agent: recipe.start(key("agent")),
    ...(mdp && { mdp }), ...(world.grid && { grid: world.grid }),
  };
}

/** The environment that a world is driven as, on a stream of its own, with its own time limit or another one. */
export function beginWorld(world: World, key: RandomKey, maxEpisodeSteps?: number): Environment {
  const environment = begin(world, key);
  return maxEpisodeSteps === undefined ? defaultTimeLimit(environment) : timeLimit(environment, maxEpisodeSteps);
}

/** The world that a spec names. */
export async function createWorld(spec: ComponentSpec, load: LoadPlugin): Promise<World> {
  return await createFromSpec(spec, load, { roles: ["dynamics", "environment"] }) as World; // the roles say so
}

function begin(world: World, key: RandomKey): Environment | (Environment & Restorable) {
  if (isComponent(world, "dynamics")) return asEnvironment(world as Dynamics, { source: philox, key }); // the role says so
  const environment = world as Environment; // as above
  environment.reset({ seed: key[1] });
  return environment;
}
