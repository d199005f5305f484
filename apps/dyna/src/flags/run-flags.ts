import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import type { NamedParts } from "./flag-tree.ts";

/** What is run: the flags of `run`, `watch` and `explain`. */
export interface PartNames extends NamedParts {
  readonly file?: string;
}

/** How long, and with which randomness. */
export interface BudgetFlags {
  readonly episodes?: number;
  readonly steps?: number;
  readonly maxEpisodeSteps?: number;
  readonly seed?: number;
}

/** Adds the flags that name parts. */
export function addPartFlags(command: Command): Command {
  return command
    .option("--env <id>", "the environment")
    .option("--learner <id>", "how the model is learned (default: learning/gradientLearner with --model or --loss)")
    .option("--model <id>", "the model class that the learner trains")
    .option("--loss <id>", "what matters to the learner")
    .option("--reward-loss <id>", "what matters to it of the reward; the default, nothing, is for losses that cover it and classes that know it (else model-losses/squaredReward)")
    .option("--optimizer <id>", "how its parameters move")
    .option("--planner <id>", "how values and policies are found")
    .option("--search-control <id>", "which states and actions are imagined")
    .option("--planning-steps <count>", "imagined transitions for each real one")
    .option("--agent <id>", "the composition (default: agents/dyna with a learner, agents/modelFree without)")
    .option("--file <path>", "all of this from a YAML or JSON file; flags win")
    .addHelpText("after", optionHelp);
}

const optionHelp = `
Options of any part follow a dot, in kebab-case or camelCase:
  --env.size 8x8 --env.slippery false --planner.step-size 0.1 --agent.model-every 2
  --learner model-tabular/corrupted --learner.learner model-tabular/counts --learner.factor 0.1
  --learner learning/gradientLearner --learner.batch-size 64 --optimizer nn/adam --optimizer.rate 0.01
\`worldwise list\` shows the ids, \`worldwise describe <id>\` the options of one.`;

/** Adds the flags that say how long. */
export function addBudgetFlags(command: Command): Command {
  return command
    .option("--episodes <count>", "episodes to run (default: 50, and at most 100000 steps, without both)", wholeNumber(1))
    .option("--steps <count>", "real steps to run; with --episodes, whichever comes first", wholeNumber(1))
    .option("--max-episode-steps <count>", "time limit of an episode (default: the environment's own)", wholeNumber(1))
    .option("--seed <number>", "seed of all randomness (default: 0)", wholeNumber(0));
}

/** Reads a whole number from the command line. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const count = text.trim() === "" ? Number.NaN : Number(text);
    if (Number.isSafeInteger(count) && count >= least) return count;
    throw new InvalidArgumentError(`It must be a whole number of at least ${least}.`);
  };
}
