import type { AgentRecipe, NumberArray, Space, StateTree } from "@worldwise/protocol";
import { allocate, checkElement, saveTree, toElement } from "@worldwise/protocol";
import type { AgentTrial } from "./agent-run.ts";
import { agentRun } from "./agent-run.ts";
import type { Contract, ContractCheck } from "./contract.ts";
import { ensureThrows } from "./ensure-throws.ts";
import { laneOf } from "./lane-view.ts";
import { markerCheck } from "./marker-check.ts";
import type { ContractOptions } from "./options.ts";
import { namedStreams } from "./options.ts";
import { ensureFullyWritten, poison } from "./poison.ts";
import { subjectOf } from "./subject.ts";
import { ensureSameTree } from "./tree-comparison.ts";
import { ensureStateTree } from "./tree-structure.ts";
import { ensure } from "./violation.ts";
import type { WorldOptions } from "./world.ts";

/** What the contract of an agent takes. */
export interface AgentContractOptions<O extends Space = Space, A extends Space = Space>
  extends ContractOptions, WorldOptions<O, A> {
  /** Real steps in all. 60 when not given. */
  readonly steps?: number;
  /** Lanes of the agent that runs several. 3 when not given, 1 where it runs only one. */
  readonly lanes?: number;
  /**
   * Whether acting in evaluate mode may change what it saves besides random streams, such as a warm start. False when not given.
   */
  readonly evaluationMovesState?: boolean;
  /** Compositions of parts that do not fit: each must throw. */
  readonly misfits?: readonly (() => unknown)[];
}

/**
 * The contract of an agent: its actions are in their space, what it saves is a tree of its own, loading something foreign throws
 * and changes nothing, evaluating teaches it nothing, and n steps, save, load into another, n steps equal 2n steps, bit for bit.
 *
 * @param create - composes the recipe anew
 */
export function testAgent<O extends Space, A extends Space>(
  create: () => AgentRecipe<O, A>, options?: AgentContractOptions<O, A>,
): Contract;
export function testAgent(create: () => AgentRecipe, options: AgentContractOptions = {}): Contract {
  const { world, steps = 60, lanes = 3, evaluationMovesState = false, misfits = [], seed = 0 } = options;
  const trial: AgentTrial = { create, world, steps, seed, streams: namedStreams(options) };
  return {
    subject: subjectOf("agent", create),
    checks: [
      markerCheck("agent", create), refusesMisfits(misfits), deterministic(trial), severalLanes(trial, lanes),
      actionsInside(trial), inputsKept(trial),
      ownTree(trial), goesOn(trial), foreignTrees(trial), liveFaces(trial), evaluationTeachesNothing(trial),
      ...(evaluationMovesState ? [] : [evaluationMovesNothing(trial)]), metrics(trial),
    ],
  };
}

const half = ({ steps }: AgentTrial): number => Math.floor(steps / 2);

const refusesMisfits = (misfits: readonly (() => unknown)[]): ContractCheck => ({
  name: "composition refuses parts that do not fit",
  run: () =>
    misfits.forEach(
      (misfit, i) => ensureThrows(misfit, `misfit ${i}`, "check the parts when composing: check of the protocol does")
    ),
});

const deterministic = (trial: AgentTrial): ContractCheck => ({
  name: "lives the same life for the same key",
  run() {
    const [first, second] = [agentRun(trial), agentRun(trial)];
    first.run(trial.steps);
    second.run(trial.steps);
    ensureSameTree(
      { ...first.save() }, { ...second.save() }, "the same run from two that were started alike",
      "derive every stream from the key",
    );
  },
});

const severalLanes = (trial: AgentTrial, lanes: number): ContractCheck => ({
  name: `runs 1 lane and ${lanes} lanes, as it is asked`,
  run() {
    for (const asked of [1, lanes]) {
      const run = agentRun(trial, asked);
      ensure(run.agent.lanes === asked, `an agent of ${asked} lanes`, String(run.agent.lanes), "start as many lanes as asked");
      run.run(half(trial));
    }
  },
});

const actionsInside = (trial: AgentTrial): ContractCheck => ({
  name: "its actions are in their space, to explore and to evaluate",
  run() {
    const run = agentRun(trial);
    for (let step = 0; step < half(trial); step++) {
      run.run(1);
      checkElement(run.world.action, toElement(run.world.action, run.act("evaluate")), "an action to evaluate");
      checkElement(run.world.action, toElement(run.world.action, run.act("explore")), "an action to explore");
    }
  },
});

const inputsKept = (trial: AgentTrial): ContractCheck => ({
  name: "writes every action, and neither the observation nor the batch",
  run() {
    const written: NumberArray[] = (["first", "second"] as const).map((filling) => {
      const { agent, world, probe, ...run } = agentRun(trial);
      run.run(half(trial));
      const [action, observation] = [allocate(world.action, 1), laneOf(probe.observation, world.observation.size, 0)];
      poison(filling, action);
      const seen = observation.slice();
      agent.act(observation, action);
      ensureSameTree(seen, observation, "the observation as it was", "write into outAction alone");
      run.ensureBatchesKept();
      return action;
    });
    ensureFullyWritten(written[0]!, written[1]!, "outAction");
  },
});

const ownTree = (trial: AgentTrial): ContractCheck => ({
  name: "saves a state tree that stays as it was saved",
  run() {
    const run = agentRun(trial);
    run.run(half(trial));
    const saved = run.agent.save();
    ensureStateTree(saved);
    const copy = saveTree(saved);
    run.run(half(trial));
    run.agent.save();
    ensureSameTree(copy, saved, "what was saved, unmoved by what came after", "save copies: saveTree of the protocol does");
    run.agent.load(saved);
    run.run(half(trial));
    ensureSameTree(copy, saved, "what was saved, unmoved by a load", "load copies: loadTree of the protocol does");
  },
});

const goesOn = (trial: AgentTrial): ContractCheck => ({
  name: "n steps, save, load into another, n steps equal 2n steps, bit for bit",
  run() {
    const [through, first, second] = [agentRun(trial), agentRun(trial), agentRun({ ...trial, seed: trial.seed + 1 })];
    through.run(2 * half(trial));
    first.run(half(trial));
    second.load(first.save());
    second.run(half(trial));
    ensureSameTree(
      { ...through.save() }, { ...second.save() }, "the same run as without a pause",
      "save all that acting, learning and planning read, streams included",
    );
  },
});

const foreignTrees = (trial: AgentTrial): ContractCheck => ({
  name: "loading a foreign tree throws and changes nothing",
  run() {
    const run = agentRun(trial);
    run.run(half(trial));
    const before = run.agent.save();
    const later = agentRun(trial);
    later.run(trial.steps);
    for (const [what, foreign] of [
      ["a tree of other names", { foreign: 1 }], ["no tree", null],
      ["a tree with a longer array", withLongerArray(later.agent.save())],
    ] as const) {
      ensureThrows(() => run.agent.load(foreign), `loading ${what}`, "compare before you write: loadTree of the protocol does");
      ensureSameTree(before, run.agent.save(), `the agent as it was after it refused ${what}`, "compare before you write");
    }
  },
});

/** The same tree, but its last array is longer. */
function withLongerArray(tree: StateTree): StateTree {
  if (ArrayBuffer.isView(tree)) return new Float64Array(tree.length + 1);
  if (typeof tree !== "object" || tree === null) return "not what was saved";
  const entries: [string, StateTree][] = Object.entries(tree);
  const nested = entries.map(([, child]) => typeof child === "object" && child !== null).lastIndexOf(true);
  const changed = entries.map(
    ([name, child], i): [string, StateTree] => [name, i === Math.max(nested, 0) ? withLongerArray(child) : child]
  );
  return Array.isArray(tree) ? changed.map(([, child]) => child) : Object.fromEntries(changed);
}

const liveFaces = (trial: AgentTrial): ContractCheck => ({
  name: "its decision and model stay bound across a load",
  run() {
    const [run, other] = [agentRun(trial), agentRun(trial)];
    run.run(half(trial));
    const [saved, before] = [run.save(), run.answers()];
    run.run(half(trial));
    run.load(saved);
    ensureSameTree(
      before, run.answers(), "the answers from when it was saved", "bind faces once, to a state that is loaded in place",
    );
    other.load(saved);
    ensureSameTree(
      before, other.answers(), "the same answers from another that loads it", "keep in the state all that a face reads",
    );
  },
});

const evaluationTeachesNothing = (trial: AgentTrial): ContractCheck => ({
  name: "acting to evaluate teaches it nothing",
  run() {
    const run = agentRun(trial);
    run.run(half(trial));
    const before = run.answers();
    for (let step = 0; step < 20; step++) run.act("evaluate");
    ensureSameTree(before, run.answers(), "the decision and the model as they were", "learn in observe alone");
  },
});

const evaluationMovesNothing = (trial: AgentTrial): ContractCheck => ({
  name: "acting to evaluate moves nothing but random streams",
  run() {
    const run = agentRun(trial);
    run.run(half(trial));
    const before = withoutStreams(run.agent.save());
    for (let step = 0; step < 20; step++) run.act("evaluate");
    ensureSameTree(
      before, withoutStreams(run.agent.save()), "what it saves as it was",
      "learn in observe alone, or pass evaluationMovesState: true for a warm start",
    );
  },
});

/** A saved tree without its random streams: their words are the only arrays of uint32. */
function withoutStreams(tree: StateTree): StateTree {
  if (tree instanceof Uint32Array) return null;
  if (Array.isArray(tree)) return tree.map(withoutStreams);
  if (typeof tree !== "object" || tree === null || ArrayBuffer.isView(tree)) return tree;
  return Object.fromEntries(Object.entries(tree).map(([name, child]) => [name, withoutStreams(child)]));
}

const metrics = (trial: AgentTrial): ContractCheck => ({
  name: "its metrics are numbers, and asking for them changes nothing",
  run() {
    const run = agentRun(trial);
    run.run(half(trial));
    const before = run.agent.save();
    for (const [name, value] of Object.entries<unknown>(run.agent.metrics())) {
      ensure(typeof value === "number", `a number as the metric ${name}`, typeof value, "measure numbers");
    }
    ensureSameTree(before, run.agent.save(), "the agent as it was", "only read in metrics");
  },
});
