import type { DecisionKey, ExtraName, ModelLoss, PredictionKey, Spaces } from "@worldwise/protocol";
import { box } from "@worldwise/protocol";
import type { Contract, ContractCheck } from "./contract.ts";
import { markerCheck } from "./marker-check.ts";
import type { AnyLoss, LossTrial } from "./model-loss-run.ts";
import { evaluateLoss } from "./model-loss-run.ts";
import type { ContractOptions } from "./options.ts";
import { namedStreams } from "./options.ts";
import { subjectOf } from "./subject.ts";
import { ensure } from "./violation.ts";

/** What the contract of a model loss takes. */
export interface ModelLossContractOptions extends ContractOptions {
  /** Spaces to try it in. Observations of two numbers and actions of one when not given. */
  readonly spaces?: Spaces;
  /** Words of the decision, as functions of tensors, that the contract cannot make up or that should be others. */
  readonly decision?: Readonly<Record<string, unknown>>;
  /** Transitions in the batch. 6 when not given. */
  readonly size?: number;
  /** Whether it is a mean over the batch: neither the order of the rows nor taking each twice matters. True when not given. */
  readonly meanOverBatch?: boolean;
}

/**
 * The contract of a model loss, evaluated on eager tensors: a finite scalar that depends on the prediction, reads only what it
 * lists, and is a mean over the batch.
 *
 * @param create - makes the loss anew
 */
export function testModelLoss<K extends PredictionKey, N extends DecisionKey | ExtraName>(
  create: () => ModelLoss<K, N>, options?: ModelLossContractOptions,
): Contract;
export function testModelLoss(create: () => AnyLoss, options: ModelLossContractOptions = {}): Contract {
  const {
    spaces = { observation: box("float64", [-1, -1], [1, 1]), action: box("float64", [-1], [1]) }, decision = {}, size = 6,
    meanOverBatch = true,
  } = options;
  const trial: LossTrial = { create, spaces, decision, size, streams: namedStreams(options) };
  return {
    subject: subjectOf("model loss", create),
    checks: [
      markerCheck("model-loss", create), scalar(trial), listedReads(trial), repeatable(trial), dependsOnPrediction(trial),
      ...(meanOverBatch ? [isMean(trial)] : []),
    ],
  };
}

const scalar = (trial: LossTrial): ContractCheck => ({
  name: "is a finite scalar",
  run() {
    const { loss, value } = evaluateLoss(trial);
    ensure(loss.shape.length === 0, "a scalar, shape []", `the shape [${loss.shape.join("×")}]`, "take the mean over the batch");
    ensure(Number.isFinite(value), "a finite loss", String(value), "look for logarithms and quotients of zero");
  },
});

const listedReads = (trial: LossTrial): ContractCheck => ({
  name: "reads no prediction, word or column that it does not list",
  run: () => void evaluateLoss(trial, { guarded: true }),
});

const repeatable = (trial: LossTrial): ContractCheck => ({
  name: "says the same twice",
  run() {
    const [first, second] = [evaluateLoss(trial).value, evaluateLoss(trial).value];
    ensure(
      Object.is(first, second), `${first} again`, String(second), "keep nothing between calls, and take noise from the inputs",
    );
  },
});

const dependsOnPrediction = (trial: LossTrial): ContractCheck => ({
  name: "depends on what is predicted",
  run() {
    const [first, second] = [evaluateLoss(trial).value, evaluateLoss(trial, { model: "another model" }).value];
    ensure(first !== second, "another loss for another model", `${first} for both`, "read the prediction");
  },
});

const isMean = (trial: LossTrial): ContractCheck => ({
  name: "is a mean over the batch",
  run() {
    const { value, noisy } = evaluateLoss(trial);
    // Noise belongs to places in the batch: it is not carried along with the rows.
    if (noisy) return;
    const order = Array.from({ length: trial.size }, (_, b) => b);
    ensureClose(value, evaluateLoss(trial, { rows: [...order].reverse() }).value, "the rows in another order");
    ensureClose(value, evaluateLoss(trial, { rows: [...order, ...order] }).value, "every row twice");
  },
});

function ensureClose(expected: number, got: number, what: string): void {
  const close = Math.abs(expected - got) <= 1e-9 * (1 + Math.abs(expected));
  ensure(close, `${expected} with ${what} too`, String(got), "take the mean over the rows, or pass meanOverBatch: false");
}
