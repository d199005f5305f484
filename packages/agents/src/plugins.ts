import type {
  DecisionKey, Discrete, Model, ModelLearner, Planner, Plugin, Problem, SearchControl, Space, Spaces, StateTree,
} from "@worldwise/protocol";
import {
  choice, definePlugin, describeSpace, flag, integer, isComponent, number, optionSchema, part, WorldwiseError,
} from "@worldwise/protocol";
import { batchModelBased } from "./batch-model-based.ts";
import { batchModelFree } from "./batch-model-free.ts";
import { dataAsDemonstrator } from "./data-as-demonstrator.ts";
import { dyna } from "./dyna.ts";
import { hallucinatedDagger } from "./hallucinated-dagger.ts";
import { modelFree } from "./model-free.ts";
import type { WorldFace } from "./parts.ts";
import { posteriorSampling } from "./posterior-sampling.ts";
import { rolloutPlanner } from "./rollout-planner.ts";
import { onPolicy, recent } from "./search-control/from-data.ts";
import { prioritized } from "./search-control/prioritized.ts";
import { uniformTried } from "./search-control/uniform-tried.ts";

/** What an agent is made for: a problem, and what may be known of the true world. */
export interface AgentGiven extends Problem {
  readonly world?: Partial<Model<WorldFace>>;
}

const learner = part("model-learner", { description: "How the model is learned" },
  (value): value is ModelLearner => isComponent(value, "model-learner"));
const planner = part("planner", { description: "How the model is used" },
  (value): value is Planner => isComponent(value, "planner"));
/** What a planner needs is only known at run time, and `check` refuses one that needs a model. */
const modelFreePlanner = part("planner", { description: "How values or policies are learned" },
  (value): value is Planner<Space, Space, StateTree, "data"> => isComponent(value, "planner"));
const searchControl = part(
  "search-control", { description: "Which states and actions are imagined", default: "agents/uniformTried" },
  (value): value is SearchControl => isComponent(value, "search-control"));
const capacity = integer({ description: "Real transitions kept, the newest", default: 100_000, minimum: 1 });
const stepsPerRound = integer({ description: "Real steps of a round", default: 100, minimum: 1 });

/** A learner whose model can draw plausible worlds. */
type PosteriorLearner = ModelLearner<Discrete, Discrete, StateTree, DecisionKey, "posterior">;
/** A learner that needs no further columns. */
type RolledLearner = ModelLearner<Space, Space, StateTree, DecisionKey>;
/** A planner that solves a world that it is given whole. */
type MdpPlanner = Planner<Discrete, Discrete, StateTree, "mdp">;

const given = ({ world = {}, ...problem }: AgentGiven): { problem: Problem; world: Model<WorldFace> } =>
  ({ problem, world: world as Model<WorldFace> }); // `check` refuses a planner that asks for a face that is not there

const dynaPlugin = definePlugin({
  role: "agent", name: "dyna", about: "Learns a model and plans with it between real steps",
  options: optionSchema({
    learner, planner, searchControl, capacity,
    planningSteps: integer({ description: "Imagined transitions for each real one", default: 5, minimum: 0 }),
    modelEvery: integer({ description: "Real steps from one update of the model to the next", default: 1, minimum: 1 }),
    planEvery: integer({ description: "Real steps from one plan to the next, for planners that plan ahead", default: 1, minimum: 1 }),
    fused: choice(["auto", "never"], {
      description: "Plan in one kernel call where the parts allow it; the numbers are the same", default: "auto",
    }),
  }),
  create: (options, from: AgentGiven) => dyna({ ...options, ...given(from) }),
});

const batchModelBasedPlugin = definePlugin({
  role: "agent", name: "batchModelBased", about: "Rounds of collecting data, learning a model from all of it, and planning in the model",
  options: optionSchema({
    learner, planner, capacity, stepsPerRound,
    turnsPerRound: integer({ description: "Turns that model and plan take at the end of a round", default: 1, minimum: 1 }),
  }),
  create: (options, from: AgentGiven) => batchModelBased({ ...options, ...given(from) }),
});

const modelFreePlugin = definePlugin({
  role: "agent", name: "modelFree", about: "Learns from real transitions alone",
  options: optionSchema({ planner: modelFreePlanner }),
  create: (options, from: AgentGiven) => modelFree({ ...options, ...given(from) }),
});

const batchModelFreePlugin = definePlugin({
  role: "agent", name: "batchModelFree", about: "Rounds of collecting data and planning from all of it, without a model",
  options: optionSchema({ planner: modelFreePlanner, capacity, stepsPerRound }),
  create: (options, from: AgentGiven) => batchModelFree({ ...options, ...given(from) }),
});

const posteriorSamplingPlugin = definePlugin({
  role: "agent", name: "posteriorSampling", about: "Acts for an episode as if one plausible world were the true one (PSRL)",
  options: optionSchema({
    learner: part("model-learner", { description: "How the posterior is learned; it draws worlds" },
      (value): value is PosteriorLearner => isComponent(value, "model-learner")), // `check` refuses one that cannot draw
    planner: part("planner", { description: "How a drawn world is solved" },
      (value): value is MdpPlanner => isComponent(value, "planner")), // as above
    capacity,
    drawEvery: integer({
      description: "A new world is drawn after so many steps too; 0: only as episodes end", default: 0, minimum: 0,
    }),
  }),
  create: (options, problem: Problem) =>
    posteriorSampling({ ...options, problem: { ...problem, ...discreteSpaces("posteriorSampling", problem, "choose a finite environment") } }),
});

const hallucinatedDaggerPlugin = definePlugin({
  role: "agent", name: "hallucinatedDagger", about: "Trains the model in the states that its own rollouts reach (H-DAgger-MC)",
  options: optionSchema({
    learner, planner, capacity,
    maxDepth: integer({ description: "How deep in its own rollouts the model is trained; 0 is DAgger", default: 14, minimum: 0 }),
    hDelay: integer({ description: "Batches before the next depth is used; 0: all from the start", default: 10, minimum: 0 }),
    rolloutsPerBatch: integer({ description: "Rollouts after which the model learns", default: 100, minimum: 1 }),
    explore: number({ description: "How often uniformly random actions lead the way", default: 0.5, minimum: 0, maximum: 1 }),
    restart: choice(["anywhere", "episode"], {
      description: "Whether rollouts begin wherever the last one stopped, or one in each episode", default: "anywhere",
    }),
  }),
  create: (options, from: AgentGiven) => hallucinatedDagger({ ...options, ...given(from) }),
});

const dataAsDemonstratorPlugin = definePlugin({
  role: "model-learner", name: "dataAsDemonstrator",
  about: "A learner that is shown how to come back from the mistakes of its own rollouts",
  options: optionSchema({
    learner: part("model-learner", { description: "The learner inside; its model can be rolled out" },
      (value): value is RolledLearner => isComponent(value, "model-learner")), // `dataAsDemonstrator` refuses others
    rounds: integer({ description: "Rounds of rolling out and learning again", default: 20, minimum: 0 }),
    horizon: integer({ description: "Steps of a rollout", default: 40, minimum: 1 }),
    validation: number({ description: "Share of the trajectories that only judge", default: 0.2, minimum: 0, maximum: 0.5 }),
    test: number({ description: "Share of the trajectories that are only told of: testError", default: 0, minimum: 0, maximum: 0.5 }),
    keep: choice(["all", "latest"], { description: "Which rollouts are learned from: of all rounds, or the last", default: "all" }),
    refit: choice(["fresh", "warm"], { description: "Whether every round learns from nothing", default: "fresh" }),
    updates: integer({ description: "Updates of the learner in a round", default: 1, minimum: 1 }),
    capacity: integer({ description: "Pairs that are learned from at most", default: 200_000, minimum: 1 }),
  }),
  create: ({ learner: inner, ...options }, problem: Problem) => dataAsDemonstrator(problem, inner, options),
});

const rolloutPlannerPlugin = definePlugin({
  role: "planner", name: "rolloutPlanner", about: "The action whose random rollouts in the model earn most (one-ply Monte Carlo)",
  options: optionSchema({
    rollouts: integer({ description: "Rollouts of each action", default: 50, minimum: 1 }),
    depth: integer({ description: "Steps of a rollout", default: 15, minimum: 1 }),
    explore: number({ description: "Probability of a random action in explore mode", default: 0, minimum: 0, maximum: 1 }),
  }),
  create: (options, problem: Problem<Space, Discrete>) => rolloutPlanner(problem, options),
});

const uniformTriedPlugin = definePlugin({
  role: "search-control", name: "uniformTried", about: "Every pair that was really tried, equally likely",
  options: optionSchema({
    untriedActions: flag({ description: "Count every action of a visited state as tried, as Dyna-Q+ does", default: false }),
  }),
  create: (options, problem: Problem) => uniformTried(discreteSpaces("uniformTried", problem), options),
});

const prioritizedPlugin = definePlugin({
  role: "search-control", name: "prioritized", about: "Pairs whose value would change most, by the model",
  options: optionSchema({
    threshold: number({ description: "Changes below this are not worth planning", default: 1e-4, minimum: 0 }),
  }),
  create: (options, problem: Problem) => prioritized({ ...problem, ...discreteSpaces("prioritized", problem) }, options),
});

const recentPlugin = definePlugin({
  role: "search-control", name: "recent", about: "Pairs of the newest transitions",
  options: optionSchema({ window: integer({ description: "How many of the newest transitions", default: 1000, minimum: 1 }) }),
  create: (options, problem: Problem) => recent(problem, options),
});

const onPolicyPlugin = definePlugin({
  role: "search-control", name: "onPolicy", about: "States from the data, actions from the present policy",
  options: optionSchema({
    triedOnly: flag({ description: "Replace actions that were never tried in a state by the one of the data", default: true }),
  }),
  create: (options, problem: Problem) => onPolicy(problem, options),
});

/** Every component of this package by name, for files and command lines. */
export const plugins: readonly Plugin[] = [
  dynaPlugin, batchModelBasedPlugin, modelFreePlugin, batchModelFreePlugin, posteriorSamplingPlugin, hallucinatedDaggerPlugin,
  rolloutPlannerPlugin, dataAsDemonstratorPlugin, uniformTriedPlugin, recentPlugin, onPolicyPlugin, prioritizedPlugin,
];

function discreteSpaces(
  name: string, { observation, action }: Spaces, todo = "use agents/recent or agents/onPolicy",
): Spaces<Discrete, Discrete> {
  if (observation.kind === "discrete" && action.kind === "discrete") return { observation, action };
  throw new WorldwiseError("wrong-space", {
    expected: `finitely many states and actions for ${name}`, got: `${describeSpace(observation)}, ${describeSpace(action)}`,
    todo,
  }, { name });
}
