import { readFile, writeFile } from "node:fs/promises";
import { decodeTree, encodeTree } from "@worldwise/data";
import type { AgentRecipe, Environment, StateTree } from "@worldwise/protocol";
import { seedKey } from "@worldwise/protocol";
import { driver } from "@worldwise/rollout";

/** A run that can be saved: a `driver` of the rollout package is one. */
export interface Resumable {
  run(bounds: { readonly steps: number }): unknown;
  save(): StateTree;
  load(saved: StateTree): void;
}

/** An agent and its world: they become a `driver`. The environment is restorable. */
export interface Composition {
  readonly recipe: AgentRecipe;
  readonly environment: Environment;
  /** Seeds the agent. 0 when not given. */
  readonly seed?: number;
}

/** What a child is told to do. */
export interface ResumeJob {
  readonly make: string;
  readonly steps: number;
  /** A file to load before the first step. */
  readonly from?: string;
  /** The file to save to after the last. */
  readonly to: string;
}

/** Runs in the child: makes the run anew, loads, steps, saves. */
export async function runJob(module: Readonly<Record<string, unknown>>, { make, steps, from, to }: ResumeJob): Promise<void> {
  const factory = module[make];
  if (typeof factory !== "function") throw new TypeError(
    `the module exports no function ${make}; it exports ${Object.keys(module).join(", ")}`,
  );
  const run = resumableOf(await (factory as () => unknown)()); // without arguments, as the contract says
  if (from !== undefined) run.load(decodeTree(await readFile(from)));
  await run.run({ steps });
  await writeFile(to, encodeTree(run.save()));
}

function resumableOf(made: unknown): Resumable {
  if (isResumable(made)) return made;
  if (typeof made === "object" && made !== null && "recipe" in made && "environment" in made) {
    const { recipe, environment, seed = 0 } = made as Composition; // both are there; what they lack, the driver says
    return driver(recipe.start(seedKey(seed)), environment);
  }
  throw new TypeError("make() gives a run with run, save and load, or { recipe, environment }");
}

const isResumable = (made: unknown): made is Resumable =>
  typeof made === "object" && made !== null && ["run", "save", "load"].every((name) =>
    Object.entries(made).some(([own, value]) => own === name && typeof value === "function"));
