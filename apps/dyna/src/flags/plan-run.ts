import type { CellSpec } from "@worldwise/experiment";
import { readCellSpec } from "@worldwise/experiment";
import { WorldwiseError } from "@worldwise/protocol";
import type { ChosenPolicy, PolicyFlag } from "../policy/policy-flag.ts";
import { policySpec } from "../policy/policy-flag.ts";
import type { Shell } from "../shell.ts";
import type { FlagTree } from "./flag-tree.ts";
import { flagTrees } from "./flag-tree.ts";
import type { BudgetFlags, PartNames } from "./run-flags.ts";
import { readSpecFile } from "./spec-file.ts";
import { specFromFlags } from "./spec-from-flags.ts";

/** Enough to see something where nobody said how long, and an end for worlds whose episodes have none. */
const customaryBudget = { episodes: 50, steps: 100_000 } as const;

/** Flags that only a composition with a model has. */
const ofModels = ["learner", "searchControl", "planningSteps"];

/**
 * What flags and a file say is run. Flags win, one by one.
 *
 * Throws on every kind of wrong use; imports no component.
 *
 * @param withoutAgent - what acts where nobody says who; by default an agent has to be named
 */
export function planRun(
  { file, policy, ...flags }: PartNames & BudgetFlags & PolicyFlag, { catalog, partFlags }: Pick<Shell, "catalog" | "partFlags">,
  withoutAgent?: ChosenPolicy,
): CellSpec {
  const before = file === undefined ? {} : readSpecFile(file);
  const { environment, agent } = flagTrees(flags, partFlags);
  const known = catalog();
  const acting = policy ?? (isNamed(agent) || before.agent !== undefined ? undefined : withoutAgent);
  if (policy !== undefined && isNamed(agent)) throw twoActors(agent);
  nameLearner(agent, before.agent);
  const composition = ofModels.some((name) => agent.children.has(name)) ? "agents/dyna" : "agents/modelFree";
  return readCellSpec({
    environment: specFromFlags(environment, before.environment, { catalog: known, roles: ["dynamics", "environment"] }),
    agent: acting !== undefined ? policySpec(acting) : specFromFlags(agent, before.agent ?? composition, { catalog: known, roles: ["agent"] }),
    seed: flags.seed ?? before.seed ?? 0,
    budget: budgetOf(flags, before.budget),
  }, file ?? "the command line");
}

const isNamed = ({ text, children }: FlagTree): boolean => text !== undefined || children.size > 0;

const twoActors = ({ flag, text, children }: FlagTree): WorldwiseError => new WorldwiseError("two-actors", {
  expected: "a policy or an agent, not both", got: `--policy and ${text === undefined ? [...children.values()][0]!.flag : flag}`,
  todo: "leave one of them out",
});

/** Whoever names a model class or a loss, and no learner, wants them trained. */
function nameLearner({ children }: FlagTree, before: unknown): void {
  const learner = children.get("learner");
  if (before !== undefined || learner === undefined || learner.text !== undefined) return;
  if (["model", "loss"].some((part) => learner.children.has(part))) learner.text = "learning/gradientLearner";
}

type Fields = Readonly<Record<string, unknown>>;

function budgetOf({ episodes, steps, maxEpisodeSteps }: BudgetFlags, before: Fields = {}): Fields {
  const flags = { episodes, steps, maxEpisodeSteps };
  const chosen = Object.fromEntries(Object.entries(flags).filter(([, count]) => count !== undefined));
  const budget = { ...before, ...chosen };
  return "episodes" in budget || "steps" in budget ? budget : { ...customaryBudget, ...budget };
}
