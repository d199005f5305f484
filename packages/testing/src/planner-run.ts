import type {
  DecisionContext, ExtraKey, Model, ModelFaces, Planner, PlannerNeed, Policy, RandomLanes, Space, StateTree,
} from "@worldwise/protocol";
import { allocate, loadTree, saveTree } from "@worldwise/protocol";
import type { Probe } from "./face-answers.ts";
import { probeOf } from "./face-answers.ts";
import { decisionAnswers } from "./decision-answers.ts";
import type { NamedStreams } from "./options.ts";
import { recordData } from "./recorded-data.ts";
import { ensure } from "./violation.ts";
import type { FullBatch, Walk } from "./walk.ts";
import { walkIn } from "./walk.ts";
import { watched } from "./watched.ts";
import type { World } from "./world.ts";
import { facesOf, worldFor } from "./world.ts";

/** What a planner is tried with. */
export interface PlannerTrial {
  readonly create: () => Planner;
  readonly streams: NamedStreams;
  readonly world: World | undefined;
  readonly faces: Partial<ModelFaces>;
  readonly steps: number;
  readonly planEvery: number;
}

/** A planner that acts, learns and plans in a world, as an agent would let it. */
export interface PlannerRun {
  readonly planner: Planner;
  readonly world: World;
  readonly state: StateTree;
  readonly policy: Policy<Space, Space, ExtraKey>;
  readonly decision: Partial<DecisionContext>;
  readonly faces: Partial<ModelFaces>;
  readonly walk: Walk;
  readonly probe: Probe;
  /** Names of the streams that its policy asked for. */
  readonly streamNames: () => readonly string[];
  /** Real steps: act, learn, and plan every so many. Gives the outcomes. */
  run(steps: number): unknown[];
  /** What the policy and the decision say; leaves everything as it was. */
  answers(): StateTree;
  save(): StateTree;
  load(saved: StateTree): void;
}

const dataSize = 60;

/**
 * Starts a planner that knows nothing.
 *
 * @param guarded - whether a read of a face or column that it does not list is a violation
 */
export function plannerRun(trial: PlannerTrial, guarded = false): PlannerRun {
  const { create, streams, planEvery } = trial;
  const planner = create();
  const { needs, spaces } = planner["~worldwise"];
  const world = worldFor(trial.world, spaces, streams);
  const data = recordData(world, dataSize, streams);
  data.shown = dataSize;
  const faces = { ...facesOf(world, data.dataset), ...trial.faces };
  const model = offered(faces, needs, guarded);
  const handed: { [name: string]: Uint32Array } = {};
  const [acting, planning, walk] = [streams("policy"), streams("planner"), walkIn(world, streams("walk"))];
  const state = planner.init(streams("planner init").lane(0));
  const policy = planner.policy(state, model, (name, lanes) => registered(handed, name, streams(`policy/${name}`, lanes)));
  const decision: Partial<DecisionContext> = planner.decision(state);
  policy.begin?.(0);
  const clock = { steps: 0 };
  const tree = (): StateTree => ({ state, walk: walk.tree, clock, acting: acting.state, planning: planning.state, handed });
  const batch = guarded ? guardedBatch(walk.batch, needs) : walk.batch;
  const probe = probeOf(world, streams);
  return {
    planner, world, state, policy, decision, faces, walk, probe, streamNames: () => Object.keys(handed), run, answers, save, load,
  };

  function step(): unknown[] {
    walk.advance((observation, outAction) => policy.act(observation, acting, outAction, "explore"));
    recordColumns(policy, walk.batch);
    const learned = planner.learn?.(state, batch, planning.lane(0));
    if (walk.batch.last[0] === 1) policy.begin?.(0);
    return [learned, clock.steps++ % planEvery === 0 ? planner.plan?.(state, model, planning.lane(0)) : undefined];
  }

  function run(steps: number): unknown[] {
    return Array.from({ length: steps }, step).flat();
  }

  function save(): StateTree {
    return saveTree(tree());
  }

  function load(saved: StateTree): void {
    loadTree(tree(), saved);
  }

  function answers(): StateTree {
    const saved = save();
    const action = allocate(world.action, 1);
    const actions = Array.from({ length: probe.lanes }, (_, b) => {
      const { size } = world.observation;
      policy.act(probe.observation.slice(b * size, (b + 1) * size), streams(`probe policy ${b}`), action, "evaluate");
      return action.slice();
    });
    const said: StateTree = { actions, decision: decisionAnswers(decision, probe) };
    load(saved);
    return said;
  }
}

function registered(handed: { [name: string]: Uint32Array }, name: string, given: RandomLanes): RandomLanes {
  ensure(!(name in handed), "a name of its own for each stream", `${name} again`, "ask for each stream once, under its own name");
  handed[name] = given.state;
  return given;
}

function offered(faces: Partial<ModelFaces>, needs: readonly PlannerNeed[], guarded: boolean): Model<PlannerNeed> {
  const listed = needs.filter((need) => !need.startsWith("extras."));
  for (const need of listed) {
    ensure(
      need in faces, `${need} among the faces that the world offers`, Object.keys(faces).join(", "),
      "pass it in options.faces, or a world that has it",
    );
  }
  const visible = guarded ? watched(faces, listed, "faces of the world") : faces;
  return visible as Model<PlannerNeed>; // the planner reads the faces that it lists, and these are there
}

const guardedBatch = (batch: FullBatch, needs: readonly PlannerNeed[]): FullBatch => {
  const listed = needs.filter((need) => need.startsWith("extras.")).map((need) => need.slice("extras.".length));
  const extras = watched(batch.extras, listed, "extra columns");
  return new Proxy(batch, { get: (target, name): unknown => (name === "extras" ? extras : Reflect.get(target, name)) });
};

/** What `act` left for the data set becomes columns of the transition. */
function recordColumns(policy: PlannerRun["policy"], batch: FullBatch): void {
  for (const [name, recorded] of Object.entries(policy.records ?? {})) {
    const target = Object.entries(batch.extras).find(([other]) => other === name)?.[1];
    if (target && recorded.column instanceof Float64Array) target.set(recorded.column);
  }
}
