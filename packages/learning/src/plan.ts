import { adam } from "@worldwise/nn";
import type {
  ExtraKey, ExtraName, LearnerNeed, Model, ModelClass, ModelFace, ModelLoss, Optimizer, Parameters, PredictionKey, Space, Spaces,
  TransitionBatch,
} from "@worldwise/protocol";
import { check, WorldwiseError } from "@worldwise/protocol";
import type { ExtraSizes } from "./columns.ts";
import { extraSizesOf } from "./columns.ts";
import { checkCombined } from "./ensemble-faces.ts";
import type { GradientLearnerOptions } from "./options.ts";
import { completeOptions } from "./options.ts";
import type { DerivedColumn } from "./parts.ts";

/** Parts of any kind. */
export interface AnyParts extends Partial<GradientLearnerOptions> {
  readonly model: ModelClass<Space, Space, Parameters, PredictionKey, ModelFace>;
  readonly loss: ModelLoss;
  readonly rewardLoss?: ModelLoss;
  readonly judge?: ModelLoss;
  readonly optimizer?: Optimizer;
  readonly spaces?: Spaces;
  readonly column?: DerivedColumn<Space, Space, ExtraKey, LearnerNeed>;
  readonly extraSizes?: ExtraSizes;
  absorb?(outParameters: Parameters, rows: TransitionBatch): void;
  ensembleFaces?(members: readonly Parameters[], elites: Int32Array): Model<ModelFace>;
}

/** A loss may bring along the column that it reads, which the learner then derives. */
interface LossWithColumn extends ModelLoss {
  readonly column?: NonNullable<AnyParts["column"]>;
}

/** Parts that fit, with every choice made. */
export interface Plan {
  readonly parts: AnyParts;
  readonly model: AnyParts["model"];
  readonly optimizer: Optimizer;
  readonly options: GradientLearnerOptions;
  readonly spaces: Spaces;
  readonly needs: readonly LearnerNeed[];
  readonly provides: readonly ModelFace[];
  /** Words of the decision that the losses read. */
  readonly words: readonly string[];
  /** Of the further columns that they read. */
  readonly extraSizes: ExtraSizes;
}

/** Checks the parts, and makes every choice that they leave open. */
export function planOf(given: AnyParts): Plan {
  const own: LossWithColumn = given.loss;
  const parts: AnyParts = own.column && !given.column ? { ...given, column: own.column } : given;
  return planOfAll(parts);
}

function planOfAll(parts: AnyParts): Plan {
  const {
    model, loss, rewardLoss, judge, optimizer = adam({ rate: 1e-3 }), spaces: given, column, extraSizes, absorb: _absorb,
    ensembleFaces: _ensembleFaces, ...chosen
  } = parts;
  const options = completeOptions(chosen);
  if (judge && options.holdoutFraction === 0) throw nothingToJudge(judge);
  const losses = { loss, ...(rewardLoss && { rewardLoss }), ...(judge && { judge }) };
  const asked = Object.values(losses).flatMap((each) => each["~worldwise"].needs).filter(isLearnerNeed);
  // What the losses want to hear of the decision is compared with the planner when the agent is composed.
  check({ model, ...losses, optimizer }, { given: asked, ...(given && { spaces: given }) });
  const spaces = given ?? model["~worldwise"].spaces ?? missingSpaces(model["~worldwise"].name);
  const provides = model["~worldwise"].provides.filter((name): name is ModelFace => !name.startsWith("predicted."));
  if (options.members > 1) checkEnsemble(parts, provides);
  return {
    parts, model, optimizer, options, spaces, provides,
    needs: [...new Set([...asked.filter((need) => need !== `extras.${column?.gives ?? ""}`), ...(column?.needs ?? [])])],
    words: [...new Set(asked.filter((need) => !isExtra(need)))],
    extraSizes: extraSizesOf(asked.filter(isExtra).map((need) => need.slice("extras.".length)), spaces, {
      ...(column && { [column.gives]: column.size ?? 1 }), ...extraSizes,
    }),
  };
}

const isExtra = (need: string): need is ExtraName => need.startsWith("extras.");
const isLearnerNeed = (need: string): need is LearnerNeed => !need.startsWith("predicted.");

const nothingToJudge = ({ "~worldwise": { name } }: ModelLoss): WorldwiseError => new WorldwiseError("bad-options", {
  expected: `held-out transitions for ${name} to judge`, got: "holdoutFraction: 0", todo: "pass a holdoutFraction above 0",
}, { name });

function checkEnsemble({ model, ensembleFaces }: AnyParts, provides: readonly string[]): void {
  const { encode, "~worldwise": { name } } = model;
  if (ensembleFaces) return;
  if (encode) {
    throw new WorldwiseError("parts-do-not-fit", {
      expected: `ensembleFaces for an ensemble of ${name}, whose members each encode states in their own way`, got: "none",
      todo: "say what the faces of the ensemble are, or use one member",
    }, { name });
  }
  checkCombined(provides, name);
}

function missingSpaces(name: string): never {
  throw new WorldwiseError("bad-problem", {
    expected: `spaces in the marker of ${name}, or as an option`, got: "none", todo: "pass spaces: { observation, action }",
  }, { name });
}
