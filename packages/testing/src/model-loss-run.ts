import { numbers, tensor } from "@worldwise/autodiff";
import type {
  DecisionContext, DecisionKey, ExtraName, LossInputs, ModelLoss, PredictionKey, Spaces, Tensor, Traced,
} from "@worldwise/protocol";
import { allocate } from "@worldwise/protocol";
import { decisionFor } from "./decision-fixture.ts";
import { lanesTensor, tensorsOf } from "./eager.ts";
import type { FakeModel } from "./fake-prediction.ts";
import { fakeModel } from "./fake-prediction.ts";
import type { NamedStreams } from "./options.ts";
import { drawElements } from "./random-elements.ts";
import { ensure } from "./violation.ts";
import { watched } from "./watched.ts";

/** What a loss is tried with. */
export interface LossTrial {
  readonly create: () => AnyLoss;
  readonly streams: NamedStreams;
  readonly spaces: Spaces;
  readonly decision: Readonly<Record<string, unknown>>;
  readonly size: number;
}

/** A loss of any needs. */
export type AnyLoss = ModelLoss;

/** How a loss is evaluated once. */
export interface Evaluation {
  /** Rows of the batch, in this order; a row may come twice. */
  readonly rows?: readonly number[];
  /** Name of the random parameters of the model. */
  readonly model?: string;
  /** Whether a read of what it does not list is a violation. */
  readonly guarded?: boolean;
}

/** What came out. */
export interface Evaluated {
  readonly loss: Tensor;
  readonly value: number;
  /** Whether it asked for noise. */
  readonly noisy: boolean;
}

/** Evaluates a loss once, on eager tensors, with a fake prediction and a fake decision made from its lists. */
export function evaluateLoss(trial: LossTrial, { rows, model = "model", guarded = false }: Evaluation = {}): Evaluated {
  const { create, streams, spaces, size } = trial;
  const component = create();
  const { needs } = component["~worldwise"];
  const listed = (prefix: string): string[] =>
    needs.filter((need) => need.startsWith(prefix)).map((need) => need.slice(prefix.length));
  const words = needs.filter((need) => !need.includes("."));
  const fake = guardedModel(fakeModel(spaces, streams, model), listed("predicted."), guarded);
  const batch = batchTensors(spaces, streams, rows ?? Array.from({ length: size }, (_, b) => b), size);
  const decision = tracedWords(trial, words);
  const noise = streams("noise").lane(0);
  const asked = { noise: false };
  const inputs = {
    ...batch, predicted: fake(batch.state, batch.action), predict: fake,
    decision: guarded ? watched(decision, words, "words of the decision") : decision,
    extras: guarded ? watched(batch.extras, listed("extras."), "extra columns") : batch.extras,
    noise(shape: readonly number[]): Tensor {
      asked.noise = true;
      return tensor(
        Float64Array.from({ length: shape.reduce((product, length) => product * length, 1) }, () => noise.normal()), shape,
      );
    },
  };
  // The fakes have every word that a loss may list; which it does list is known only now.
  const loss = component.loss(inputs as unknown as LossInputs<PredictionKey, DecisionKey | ExtraName>);
  return { loss, value: numbers(loss)[0] ?? Number.NaN, noisy: asked.noise };
}

const guardedModel = (model: FakeModel, listed: readonly string[], guarded: boolean): FakeModel =>
  (guarded ? (state, action) => watched(model(state, action), [...listed, "state"], "predictions") : model);

/** B random transitions, in a given order. */
function batchTensors({ observation, action }: Spaces, streams: NamedStreams, rows: readonly number[], size: number): {
  readonly state: Tensor; readonly action: Tensor; readonly next: Tensor; readonly reward: Tensor; readonly discount: Tensor;
  readonly extras: Readonly<Record<string, Tensor>>;
} {
  const drawn = (space: typeof observation, name: string): Tensor => {
    const lanes = allocate(space, size);
    drawElements(space, streams(name, size), lanes);
    const chosen = allocate(space, rows.length);
    rows.forEach((row, b) => chosen.set(lanes.subarray(row * space.size, (row + 1) * space.size), b * space.size));
    return lanesTensor(space, chosen);
  };
  const column = (name: string): Tensor => {
    const random = streams(name).lane(0);
    const all = Float64Array.from({ length: size }, () => 0.1 + 0.9 * random.uniform());
    return tensor(rows.map((row) => all[row]!));
  };
  const actionCount = action.kind === "discrete" ? action.count : 1;
  return {
    state: drawn(observation, "states"), action: drawn(action, "actions"), next: drawn(observation, "next states"),
    reward: column("rewards"), discount: tensor(rows.map((row) => (row % 3 === 0 ? 0 : 0.9))),
    extras: {
      behaviorProbability: column("probabilities"), returnTarget: column("returns"),
      visitCounts: tensor(
        rows.flatMap((row) => Array.from({ length: actionCount }, (_, a) => 1 + row + a)), [rows.length, actionCount],
      ),
    },
  };
}

/** Words of the decision as a loss sees them: functions of tensors, tables as tensors, and states drawn anew. */
function tracedWords(
  { spaces, streams, size, decision }: LossTrial, words: readonly string[],
): Readonly<Record<string, unknown>> {
  const known: Partial<DecisionContext> = decisionFor({ ...spaces, discount: 0.9 }, streams);
  const states = allocate(spaces.observation, size);
  drawElements(spaces.observation, streams("state distribution", size), states);
  const all: Record<string, unknown> = {};
  for (const [word, said] of Object.entries<unknown>(known)) {
    if (isTraced(said)) all[word] = said.bind(tensorsOf(said.parameters));
    else all[word] = said instanceof Float64Array ? tensor(said) : said;
  }
  all["stateDistribution"] = lanesTensor(spaces.observation, states);
  Object.assign(all, decision);
  for (const word of words) {
    ensure(
      word in all, `${word} among the words that the contract offers`, Object.keys(all).join(", "), "pass it in options.decision",
    );
  }
  return all;
}

const isTraced = (said: unknown): said is Traced<unknown> =>
  typeof said === "object" && said !== null && "parameters" in said && "bind" in said;
