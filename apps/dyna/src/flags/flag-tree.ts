import type { PartFlag } from "./part-flags.ts";
import { camelCase, partsOfLearner } from "./part-flags.ts";

/** Flags by part. The text of a node names a component or is a value; its children are the options of the component. */
export interface FlagTree {
  /** As it is written on the command line. */
  readonly flag: string;
  text: string | undefined;
  readonly children: Map<string, FlagTree>;
}

/** The two parts that everything else belongs to. */
export interface FlagTrees {
  readonly environment: FlagTree;
  readonly agent: FlagTree;
}

/** What the plain flags say, by their names in camelCase. */
export interface NamedParts {
  readonly env?: string;
  readonly agent?: string;
  readonly learner?: string;
  readonly model?: string;
  readonly loss?: string;
  readonly rewardLoss?: string;
  readonly optimizer?: string;
  readonly planner?: string;
  readonly searchControl?: string;
  readonly planningSteps?: string;
}

/**
 * Sorts flags into trees.
 *
 * `--learner`, `--planner`, `--search-control` and `--planning-steps` are options of the agent, under a shorter name, and
 * `--model`, `--loss`, `--reward-loss` and `--optimizer` those of the learner.
 * A flag that is given twice counts as it was given last.
 */
export function flagTrees(
  { env, agent, learner, planner, searchControl, planningSteps, model, loss, rewardLoss, optimizer }: NamedParts,
  partFlags: readonly PartFlag[],
): FlagTrees {
  const trees = { environment: leaf("--env", env), agent: leaf("--agent", agent) };
  const short = {
    learner, planner, "search-control": searchControl, "planning-steps": planningSteps,
    model, loss, "reward-loss": rewardLoss, optimizer,
  };
  for (const [name, text] of Object.entries(short)) {
    if (text !== undefined) plant(trees, { flag: `--${name}`, path: [camelCase(name)], text });
  }
  for (const flag of partFlags) plant(trees, flag);
  return trees;
}

function plant({ environment, agent }: FlagTrees, { flag, path, text }: PartFlag): void {
  const [root = "", ...inside] = path;
  const below = root === "env" || root === "agent" ? inside : partsOfLearner.includes(root) ? ["learner", ...path] : path;
  const written = flag.slice("--".length).split(".");
  let tree = root === "env" ? environment : agent;
  below.forEach((name, depth) => {
    const known = tree.children.get(name);
    const names = written.slice(0, Math.max(0, written.length - below.length + depth + 1));
    const child = known ?? leaf(`--${names.join(".") || name}`, undefined);
    tree.children.set(name, child);
    tree = child;
  });
  tree.text = text;
}

const leaf = (flag: string, text: string | undefined): FlagTree => ({ flag, text, children: new Map() });
