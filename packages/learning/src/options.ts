import type { OptionField } from "@worldwise/protocol";
import { choice, flag, integer, number, optionSchema, WorldwiseError } from "@worldwise/protocol";

/** How the rows of an update are chosen. */
export type Batches = "sampled" | "shuffled" | "all";

type Fields = { readonly [Name in keyof GradientLearnerOptions]: OptionField<GradientLearnerOptions[Name]> };

/** Each option described once: defaults, help texts and checks are made of this. */
export const optionFields: Fields = {
  batches: choice(["sampled", "shuffled", "all"], {
    description: "Rows of a step: drawn with replacement, in shuffled epochs, or all of them (deterministic).",
    default: "sampled",
  }),
  batchSize: integer({ description: "Rows of a step, where not all are taken.", default: 256, minimum: 1 }),
  steps: integer({ description: "Steps of an update, where batches are not shuffled.", default: 20, minimum: 1 }),
  epochs: integer({ description: "Most epochs of an update, where batches are shuffled.", default: 50, minimum: 1 }),
  maximumSteps: integer({ description: "Most steps of an update in any case.", default: 100_000, minimum: 1 }),
  holdoutFraction: number({
    description: "Part of the transitions that is not learned from; with it, epochs end when they do not help there.",
    default: 0, minimum: 0, maximum: 0.9,
  }),
  holdoutMaximum: integer({ description: "Most held-out rows that are looked at, the newest.", default: 5000, minimum: 1 }),
  patience: integer({ description: "Epochs without improvement before an update ends.", default: 5, minimum: 1 }),
  improvement: number({ description: "Relative change of the holdout loss that counts as one.", default: 0.01, minimum: 0 }),
  members: integer({ description: "Models that are learned side by side, an ensemble from 2 on.", default: 1, minimum: 1 }),
  elites: integer({ description: "Members that are used, the best on the held-out rows; 0: all.", default: 0, minimum: 0 }),
  bootstrap: flag({ description: "Whether each member of an ensemble learns from its own resampling.", default: true }),
  gradientLimit: number({ description: "Longer gradients are shortened to this; 0: none are.", default: 0, minimum: 0 }),
  rewardWeight: number({ description: "What the loss of the reward counts beside the other.", default: 1, minimum: 0 }),
  precision: choice(["auto", "float32", "float64"], {
    description: "Element type of training; auto: float64 where trained parameters begin in it.",
    default: "auto",
  }),
};

/** How a gradient learner trains. Every option has a default. */
export type GradientLearnerOptions = {
  /** Rows of a step: drawn with replacement, in shuffled epochs, or all of them (deterministic). Default "sampled". */
  readonly batches: Batches;
  /** Rows of a step, where not all are taken. Default 256. */
  readonly batchSize: number;
  /** Steps of an update, where batches are not shuffled. Default 20. */
  readonly steps: number;
  /** Most epochs of an update, where batches are shuffled. Default 50. */
  readonly epochs: number;
  /** Most steps of an update in any case. Default 100 000. */
  readonly maximumSteps: number;
  /** Part of the transitions that is not learned from, in [0, 0.9]. Default 0. */
  readonly holdoutFraction: number;
  /** Most held-out transitions that are looked at, the newest. Default 5000. */
  readonly holdoutMaximum: number;
  /** Epochs without improvement before an update ends. Default 5. */
  readonly patience: number;
  /** Relative change of the holdout loss that counts as an improvement. Default 0.01. */
  readonly improvement: number;
  /** E, models that are learned side by side. Default 1. */
  readonly members: number;
  /** K ≤ E, members that are used, the best on the held-out transitions; 0: all. Default 0. */
  readonly elites: number;
  /** Whether each member of an ensemble learns from its own resampling of the data. Default true. */
  readonly bootstrap: boolean;
  /** Longer gradients are shortened to this length; 0: none are. Default 0. */
  readonly gradientLimit: number;
  /** What the loss of the reward counts beside the other. Default 1. */
  readonly rewardWeight: number;
  /** Element type of training; auto: float64 where trained parameters begin in it. Default "auto". */
  readonly precision: "auto" | "float32" | "float64";
};

/** Fills in defaults. Throws `bad-options` with a line for each option that is unknown or out of range. */
export function completeOptions(given: Partial<GradientLearnerOptions>): GradientLearnerOptions {
  const validated = optionSchema(optionFields)["~standard"].validate(given);
  if (validated instanceof Promise) throw new TypeError("the schema of these options answers at once");
  if (validated.issues !== undefined) throw badOptions(validated.issues.map(({ message }) => message));
  const { members, elites } = validated.value;
  if (elites > members) throw badOptions([`elites: expected at most ${members}, the members, got ${elites}`]);
  return validated.value;
}

const badOptions = (issues: readonly string[]): WorldwiseError => new WorldwiseError("bad-options", {
  expected: "options of gradientLearner that fit its schema", got: issues.map((issue) => `\n         ${issue}`).join(""),
  todo: "correct these options",
}, { issues });
