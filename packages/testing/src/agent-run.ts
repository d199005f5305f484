import type { ActMode, Agent, AgentRecipe, Lanes, Space, StateTree } from "@worldwise/protocol";
import { allocate, loadTree, saveTree, seedKey } from "@worldwise/protocol";
import { decisionAnswers } from "./decision-answers.ts";
import type { Probe } from "./face-answers.ts";
import { modelAnswers, probeOf } from "./face-answers.ts";
import { laneOf } from "./lane-view.ts";
import type { NamedStreams } from "./options.ts";
import type { FullBatch } from "./walk.ts";
import { batchWithExtras, copyRow, walkIn } from "./walk.ts";
import type { World } from "./world.ts";
import { treeDifference } from "./tree-comparison.ts";
import { ensure } from "./violation.ts";
import { worldFor } from "./world.ts";

/** What an agent is tried with. */
export interface AgentTrial {
  readonly create: () => AgentRecipe;
  readonly streams: NamedStreams;
  readonly world: World | undefined;
  readonly steps: number;
  readonly seed: number;
}

/** An agent that lives in a world. */
export interface AgentRun {
  readonly agent: Agent;
  readonly world: World;
  readonly batch: FullBatch;
  /** Throws when it has written a batch that it observed. */
  ensureBatchesKept(): void;
  readonly probe: Probe;
  run(steps: number): void;
  /** Acts in every lane on what it sees now. */
  act(mode: ActMode): Lanes<Space>;
  /** What its decision and model say now. */
  answers(): StateTree;
  /** The agent, and where its worlds are. */
  save(): { readonly agent: StateTree; readonly worlds: StateTree };
  load(saved: { readonly agent: StateTree; readonly worlds: StateTree }): void;
}

/** Starts an agent, each lane in a world of its own. */
export function agentRun(trial: AgentTrial, lanes = 1): AgentRun {
  const { create, streams } = trial;
  const recipe = create();
  const world = worldFor(trial.world, recipe["~worldwise"].spaces, streams);
  const agent = recipe.start(seedKey(trial.seed), { lanes });
  const { size } = world.action;
  const walks = Array.from({ length: lanes }, (_, b) => walkIn(world, streams(`walk ${b}`)));
  const [observation, action, batch] = [
    allocate(world.observation, lanes), allocate(world.action, lanes), batchWithExtras(world, lanes),
  ];
  const probe = probeOf(world, streams);
  walks.forEach((_, b) => agent.begin?.(b));
  const worlds: StateTree = walks.map(({ tree }) => tree);
  batch.size = lanes;
  let written: string | undefined;
  return {
    agent, world, batch, probe, act,
    ensureBatchesKept: () =>
      ensure(written === undefined, "batches as they were before observe", String(written), "copy what you change"),
    run(steps) {
      for (let step = 0; step < steps; step++) {
        act("explore");
        walks.forEach((walk, b) => {
          walk.advance((_, outAction) => outAction.set(laneOf(action, size, b)));
          copyRow(world, walk.batch, 0, batch, b);
        });
        const before = saveTree(shown(batch));
        agent.observe(batch);
        written ??= treeDifference(before, shown(batch), "batch");
        batch.last.forEach((ended, b) => ended === 1 && agent.begin?.(b));
      }
    },
    answers: () => ({ decision: decisionAnswers(agent.decision, probe), model: modelAnswers(agent.model, probe) }),
    save: () => ({ agent: agent.save(), worlds: saveTree(worlds) }),
    load(saved) {
      agent.load(saved.agent);
      loadTree(worlds, saved.worlds);
    },
  };

  function act(mode: ActMode): Lanes<Space> {
    walks.forEach((walk, b) => observation.set(walk.observation, b * world.observation.size));
    agent.act(observation, action, mode);
    return action.slice();
  }
}

/** A batch as a tree. */
const shown = (batch: FullBatch): StateTree => ({ ...batch, extras: { ...batch.extras } });
