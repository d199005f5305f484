import type { StateTree } from "@worldwise/protocol";
import { loadTree, saveTree, WorldwiseError } from "@worldwise/protocol";
import { checkSnapshot } from "./snapshot-layout.ts";

/** The three parts of a run that is saved: who acts, the world, and the loop between them. */
export interface RunParts {
  readonly agent: { save(): StateTree; load(saved: StateTree): void };
  /** None where the environment cannot be restored. */
  readonly environment: Snapshots | undefined;
  /** The loop's own state, advanced in place. */
  readonly loop: StateTree;
}

/** What snapshots need, of one lane or many. */
export interface Snapshots {
  readonly snapshotSize: number;
  snapshot(outState: Float64Array): void;
  restore(state: Float64Array): void;
}

/** A copy of all three parts. Throws where the environment cannot be restored. */
export function saveRun({ agent, environment, loop }: RunParts): StateTree {
  const world = restorable(environment);
  const snapshot = new Float64Array(world.snapshotSize);
  world.snapshot(snapshot);
  return { loop: saveTree(loop), agent: agent.save(), environment: snapshot };
}

/** Overwrites all three parts. What does not fit is found before anything is written. */
export function loadRun({ agent, environment, loop }: RunParts, saved: StateTree): void {
  const world = restorable(environment);
  const parts = partsOf(saved);
  checkSnapshot(parts.environment, world.snapshotSize);
  loadTree(saveTree(loop), parts.loop);
  agent.load(parts.agent);
  world.restore(parts.environment);
  loadTree(loop, parts.loop);
}

function restorable(environment: Snapshots | undefined): Snapshots {
  if (environment) return environment;
  throw new WorldwiseError("not-restorable", {
    expected: "an environment that can be restored, for a run that is saved", got: "one without snapshot and restore",
    todo: "save the agent alone, or drive an environment that is Restorable",
  });
}

function partsOf(saved: StateTree): { readonly loop: StateTree; readonly agent: StateTree; readonly environment: Float64Array } {
  if (typeof saved === "object" && saved !== null && "loop" in saved && "agent" in saved && "environment" in saved) {
    const { loop, agent, environment } = saved;
    if (environment instanceof Float64Array) return { loop, agent, environment };
  }
  throw new WorldwiseError("state-mismatch", {
    expected: "loop, agent and environment, as save() gives them", got: "a tree of another form", todo: "load what a driver saved",
  });
}
